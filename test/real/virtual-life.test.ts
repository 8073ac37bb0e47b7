import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ProblemError } from '../../src/core/problem/problem.ts'
import { makeTrue } from '../fixtures/silicon/probes.ts'
import { makeVirtualWorld, runEach, say, send } from './virtual-world.ts'

const world = makeVirtualWorld()
after(() => world.remove())
const { boards, tell, cache } = world
/** Other boards of this host may have any name: these have the process's number. */
const own = (name: string): string => `${name}-${process.pid}`
const folder = (name: string): string => join(cache, 'virtual', 'boards', name)

/** Pids of processes whose root is a board's, or whose arguments name this cache or this board. */
function processesOf(name: string): readonly string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
        if (line[1] === `boards/${name}/steps`) return true
        return readFileSync(`/proc/${pid}/mountinfo`, 'latin1').includes(`boards/${name}/upper`)
      } catch {
        return false
      }
    })
}

const codeOf = (code: string) => (error: unknown) =>
  error instanceof ProblemError && error.problem.code === code

test('starts at once, stops with all that runs on it', { timeout: 300_000 }, async () => {
  await boards.start({ name: own('life'), preset: 'pi-2' }, tell)
  await boards.stop(own('life'))
  const started = performance.now()
  const board = await boards.start({ name: own('life'), preset: 'pi-2' }, tell)
  const took = performance.now() - started
  assert.ok(took < 1000, `${took} ms`)
  await say(
    board,
    'echo kept >kept; (trap "" TERM; sleep 1000) >/dev/null 2>&1 & sleep 1000 >/dev/null 2>&1 &',
  )
  assert.ok(processesOf(own('life')).length >= 4)
  assert.equal(await boards.stop(own('life')), true)
  assert.deepEqual(processesOf(own('life')), [])
  assert.equal(await boards.stop(own('life')), false)
  const again = await boards.start({ name: own('life'), preset: 'pi-2' }, tell)
  assert.equal((await say(again, 'cat kept')).out, 'kept\n')
  assert.equal(await boards.remove(own('life')), true)
  assert.deepEqual(processesOf(own('life')), [])
  await assert.rejects(stat(folder(own('life'))), { code: 'ENOENT' })
  assert.equal(await boards.remove(own('life')), false)
})

for (const others of [0, 80]) {
  const title = `programs hear SIGTERM before a board goes, and have time to end; ${others} others`
  test(title, { timeout: 120_000 }, async () => {
    const board = await boards.start({ name: own('term'), preset: 'pi-2' }, tell)
    // It listens before anybody says that it is there.
    const { code } = await say(
      board,
      `rm -f heard ready
i=0; while [ $i -lt ${others} ]; do sleep 1000 >/dev/null 2>&1 & i=$((i+1)); done
(trap 'sleep 0.5; echo bye >heard; exit' TERM; : >ready; while :; do sleep 0.1; done) >/dev/null 2>&1 &
while [ ! -e ready ]; do sleep 0.1; done`,
    )
    assert.equal(code, 0)
    await boards.stop(own('term'))
    assert.equal(await readFile(join(folder(own('term')), 'upper/home/pi/heard'), 'utf8'), 'bye\n')
  })
}

test(
  'a board that a crash of ferry left behind is found and ended',
  { timeout: 60_000 },
  async () => {
    const first = await boards.start({ name: own('crash'), preset: 'pi-2' }, tell)
    // As when ferry died before it wrote down that the board runs.
    await rm(join(folder(own('crash')), 'run.json'))
    assert.equal((await boards.find(own('crash')))?.running, undefined)
    const second = await boards.start({ name: own('crash') }, tell)
    assert.notEqual(second.running?.pid, first.running?.pid)
    assert.equal(processesOf(own('crash')).length, 2, 'the first is gone')
    await rm(join(folder(own('crash')), 'run.json'))
    assert.equal(await boards.stop(own('crash')), true)
    assert.deepEqual(processesOf(own('crash')), [])
  },
)

test('a board whose init was killed is no running board', { timeout: 60_000 }, async () => {
  const first = await boards.start({ name: own('killed'), preset: 'pi-2' }, tell)
  process.kill(first.running?.pid ?? 0, 'SIGKILL')
  // A process that is going is there until its namespace is gone.
  for (let tries = 0; (await boards.find(own('killed')))?.running && tries < 500; tries++) {
    await new Promise((r) => setTimeout(r, 10))
  }
  assert.equal((await boards.find(own('killed')))?.running, undefined)
  const second = await boards.start({ name: own('killed') }, tell)
  assert.equal((await say(second, 'echo up')).out, 'up\n')
})

test('a board whose folder was deleted ends by itself', { timeout: 60_000 }, async () => {
  await boards.start({ name: own('deleted'), preset: 'pi-2' }, tell)
  await rm(join(folder(own('deleted')), 'log'))
  const started = performance.now()
  while (processesOf(own('deleted')).length > 0) await new Promise((r) => setTimeout(r, 100))
  assert.ok(performance.now() - started < 20_000)
})

test('of many starts at once one wins and all use it', { timeout: 60_000 }, async () => {
  const starts = Array.from({ length: 8 }, () =>
    boards.start({ name: own('race'), preset: 'pi-2' }, tell),
  )
  const pids = new Set((await Promise.all(starts)).map((board) => board.running?.pid))
  assert.equal(pids.size, 1)
  assert.equal(processesOf(own('race')).length, 2)
})

test('takes another address where its own is taken', { timeout: 60_000 }, async (t) => {
  const first = await boards.start({ name: own('address'), preset: 'pi-2' }, tell)
  await boards.stop(own('address'))
  const { address = '', port = 0 } = first.running ?? {}
  const server = createServer().listen(port, address)
  t.after(() => server.close())
  await new Promise((r) => server.once('listening', r))
  const second = await boards.start({ name: own('address') }, tell)
  assert.notEqual(second.running?.address, address)
  assert.equal((await say(second, 'echo up')).out, 'up\n')
})

test('what does not fit is a problem', async () => {
  await assert.rejects(async () => boards.start({ name: '../x' }, tell), codeOf('virtual/bad-name'))
  await assert.rejects(boards.start({ name: 'pi-6' }, tell), codeOf('virtual/unknown-board'))
  await boards.start({ name: own('life'), preset: 'pi-2' }, tell)
  await assert.rejects(
    boards.start({ name: own('life'), preset: 'pi-2', release: 'trixie' }, tell),
    codeOf('virtual/runs-otherwise'),
  )
  await assert.rejects(
    boards.start({ name: own('life'), preset: 'pi-2', options: { readOnly: true } }, tell),
    codeOf('virtual/runs-otherwise'),
  )
})

test('small, noexec and read-only boards', { timeout: 120_000 }, async () => {
  const small = await boards.start(
    { name: own('small'), preset: 'pi-4', options: { storageBytes: 8_000_000 } },
    tell,
  )
  const full = await say(small, 'head -c 20000000 /dev/zero >big; echo $?')
  assert.equal(full.out, '1\n')
  assert.match(full.err, /No space left on device/)

  const noexec = await boards.start(
    { name: own('noexec'), preset: 'pi-4', options: { noexec: ['/tmp', '/home/pi'] } },
    tell,
  )
  await send(noexec, new Map([['good', makeTrue('aarch64')]]))
  assert.deepEqual(await runEach(noexec, ['good']), new Map([['good', 126]]))
  const moved = await say(
    noexec,
    'cp good /tmp/good; /tmp/good; echo $?; cp good /var/tmp; /var/tmp/good; echo $?',
  )
  assert.equal(moved.out, '126\n0\n')

  const fixed = await boards.start(
    { name: own('fixed'), preset: 'pi-4', options: { readOnly: true } },
    tell,
  )
  const said = await say(fixed, 'touch x; echo $?; touch /tmp/x; echo $?')
  assert.equal(said.out, '1\n0\n')
  assert.match(said.err, /Read-only file system/)
})

test('another release is another system', { timeout: 300_000 }, async () => {
  const release = '. /etc/os-release; echo $VERSION_CODENAME; ls -a'
  for (const name of ['bookworm', 'trixie', 'bullseye']) {
    await boards.stop(own('releases'))
    const board = await boards.start({ name: own('releases'), preset: 'pi-2', release: name }, tell)
    const { out } = await say(board, `${release}; touch of-${name}`)
    assert.match(out, new RegExp(`^${name}\\n`))
    assert.doesNotMatch(out, /of-/, 'begins afresh')
  }
})

test('sessions: standard streams, terminals, sftp', { timeout: 120_000 }, async () => {
  const board = await boards.start({ name: own('session'), preset: 'pi-4' }, tell)
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) & 255))
  const echoed = await say(board, 'cat | tee copy | wc -c; cksum <copy', bytes)
  assert.match(echoed.out, /^300000\n\d+ 300000\n$/)
  const streams = await say(board, 'echo out; echo err >&2; exit 7')
  assert.deepEqual(streams, { code: 7, out: 'out\n', err: 'err\n' })
  assert.match((await say(board, 'ls /usr/lib/openssh/sftp-server')).out, /sftp-server/)
})

test(
  'root may register for the whole host instead',
  { timeout: 60_000, skip: process.getuid?.() !== 0 },
  async () => {
    const other = makeVirtualWorld(['host'])
    try {
      const board = await other.boards.start(
        { name: own('whole-host'), preset: 'pi-2' },
        other.tell,
      )
      assert.equal(board.running?.way, 'host')
      assert.ok(other.events.some((event) => event.kind === 'warning'))
      await send(
        board,
        new Map([
          ['good', makeTrue('arm')],
          ['no-loader', makeTrue('arm', '/lib/none.so.1')],
          ['other', makeTrue('riscv64')],
        ]),
      )
      assert.deepEqual(Object.fromEntries(await runEach(board, ['good', 'no-loader', 'other'])), {
        good: 0,
        'no-loader': 127,
        other: 126,
      })
      assert.equal((await say(board, 'uname -m; id -un')).out, 'armv7l\npi\n')
      await other.boards.stop(own('whole-host'))
      assert.deepEqual(processesOf(own('whole-host')), [])
    } finally {
      await other.remove()
    }
  },
)
