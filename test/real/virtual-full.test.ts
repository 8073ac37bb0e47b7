import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, release as hostKernel } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import { makeWorld } from '../../src/cli/make-world.ts'
import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { ProblemError } from '../../src/core/problem/problem.ts'
import type { VirtualBoard } from '../../src/ports/virtual-boards.ts'
import { readHost } from '../../src/shell/host.ts'
import { probe } from '../../src/work/probe.ts'
import { runProgram } from '../../src/work/run-program.ts'
import { ship } from '../../src/work/ship.ts'
import { verifyFiles } from '../../src/work/verify.ts'
import { makeProbes, makeTrue } from '../fixtures/silicon/probes.ts'
import { makeVirtualWorld, runEach, say, send } from './virtual-world.ts'

const virtual = makeVirtualWorld()
after(() => virtual.remove())
const { tell, cache, events } = virtual
const world = makeWorld({ ...readHost(), cache }, tell)
const boards = world.virtual
const MIB = 1024 ** 2
/** RAM that keeps the moment's file small. */
const options = { full: { memoryBytes: 512 * MIB } }
const name = `full-${process.pid}`
const folder = join(cache, 'virtual', 'boards', name)
const start = (): Promise<VirtualBoard> => boards.start({ name, preset: 'pi-4', options }, tell)
const sleep = (ms: number): Promise<void> => new Promise((settle) => setTimeout(settle, ms))
const slow = process.env['FERRY_SLOW'] === '1' ? false : 'takes minutes: FERRY_SLOW=1 runs it'

/** Pids of the emulators that work below this test's cache. */
function emulators(): readonly number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(join(cache, 'virtual'))
      } catch {
        return false
      }
    })
    .map(Number)
}

async function facts(): Promise<BoardFacts> {
  return probe(world, `virtual:${name}`, tell, { fresh: true })
}

const codeOf = (code: string) => (error: unknown) =>
  error instanceof ProblemError && error.problem.code === code

test(
  'a whole computer: its own kernel, memory, pages, and programs',
  { timeout: 600_000 },
  async () => {
    const board = await start()
    assert.equal(board.running?.way, 'full')
    const seen = await facts()
    assert.match(seen.kernel?.release ?? '', /^6\.1\.0-\d+-arm64$/)
    assert.notEqual(seen.kernel?.release, hostKernel())
    assert.equal(seen.kernel?.pageSize, 4096)
    const memory = seen.memory?.totalBytes ?? 0
    assert.ok(memory > 440 * MIB && memory < 512 * MIB, `${memory}`)
    assert.equal(seen.board?.model, 'Raspberry Pi 4 Model B Rev 1.1')
    const file = join(cache, 'true')
    await writeFile(file, makeTrue('aarch64'))
    const remote = await world.connect(`virtual:${name}`)
    try {
      const report = await runProgram(
        world,
        remote,
        seen,
        { file, stdin: 'empty', pty: false },
        tell,
      )
      assert.deepEqual(report.ending, { kind: 'exit', code: 0 })
      await writeFile(file, makeTrue('x86-64'))
      const foreign = await say(board, 'cat >host && chmod +x host && ./host', await readFile(file))
      assert.equal(foreign.code, 126, "the board's kernel refuses a program of the host")
    } finally {
      await remote.close()
    }
    const stray = await say(board, 'for each in 1 2 3; do sh -c exit & done; sleep 1; ps -eo stat')
    assert.ok(!/^Z/m.test(stray.out), 'ended orphans are taken in')
  },
)

test('stops with all that runs on it; what is stored stays', { timeout: 120_000 }, async (t) => {
  const board = await start()
  const script = `(trap 'echo bye >heard; exit' TERM; while :; do sleep 0.1; done) >/dev/null 2>&1 &`
  await say(board, `echo kept >kept; ${script}`)
  assert.equal(emulators().length, 1)
  assert.equal(await boards.stop(name), true)
  assert.deepEqual(emulators(), [])
  assert.equal(await boards.stop(name), false)
  const began = performance.now()
  const again = await boards.start({ name }, tell)
  const said = await say(again, 'cat kept heard; cut -d. -f1 /proc/uptime; date +%s')
  const took = performance.now() - began
  const [kept, heard, uptime, seconds] = said.out.split('\n')
  assert.deepEqual([kept, heard], ['kept', 'bye'], said.err)
  assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 5, 'the clock is right')
  assert.ok(Number(uptime) < 120)
  assert.equal(again.running?.way, 'full', 'it stays full')
  t.diagnostic(`${Math.round(took)} ms from the kept moment to an answer`)
  const boots = events.filter((event) => event.kind === 'step' && event.id === 'moment')
  assert.equal(boots.length, 1, 'it booted once')
})

test('where user namespaces are forbidden', { timeout: 120_000 }, async () => {
  // A limit of the namespace that this process is put into; the host's stays as it is.
  const forbid = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"'
  const script = join(import.meta.dirname, 'virtual-full-alone.ts')
  const { status, stdout, stderr } = await promisify(execFile)(
    'unshare',
    ['-Ur', 'sh', '-c', forbid, 'sh', process.execPath, script],
    { env: { ...process.env, FERRY_TEST_CACHE: cache } },
  ).then(
    (said) => ({ status: 0, ...said }),
    (error: { code?: number; stdout?: string; stderr?: string; message?: string }) => ({
      status: error.code ?? -1,
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? error.message ?? '',
    }),
  )
  assert.equal(status, 0, `${stdout}${stderr}`)
})

test('reboot and poweroff by the board itself', { timeout: 300_000, skip: slow }, async () => {
  const board = await start()
  const root = (script: string): ReturnType<typeof say> =>
    say({ ...board, name: `root@${board.name}` }, script)
  const bootId = 'cat /proc/sys/kernel/random/boot_id'
  const before = (await say(board, bootId)).out
  assert.equal((await root('id -u')).out, '0\n')
  await root('reboot')
  let later = { out: '', err: '', code: -1 }
  for (let tries = 0; tries < 200 && (later.code !== 0 || later.out === before); tries++) {
    await sleep(200)
    later = await say(board, bootId)
  }
  assert.equal(later.code, 0, later.err)
  assert.notEqual(later.out, before)
  assert.equal((await boards.find(name))?.running?.pid, board.running?.pid, 'the same process')
  assert.equal((await say(board, 'cat kept')).out, 'kept\n')
  await root('poweroff')
  for (let tries = 0; emulators().length > 0 && tries < 100; tries++) await sleep(100)
  assert.deepEqual(emulators(), [])
  assert.equal((await boards.find(name))?.running, undefined)
})

test(
  'power cuts: a program is the old or the new one, whole',
  { timeout: 600_000, skip: slow },
  async (t) => {
    const hashes = new Set<string>()
    const versions = await Promise.all(
      ['a', 'b'].map(async (letter) => {
        const file = join(cache, letter)
        // Random bytes behind a program: compression makes nothing of them.
        const body = createHash('shake256', { outputLength: 3 * MIB })
          .update(letter)
          .digest()
        const bytes = Buffer.concat([makeTrue('aarch64'), body])
        await writeFile(file, bytes)
        hashes.add(createHash('sha256').update(bytes).digest('hex'))
        return file
      }),
    )
    const kinds: string[] = []
    let board = await start()
    let seen = await facts()
    const to = '/home/pi/program'
    for (let round = 0; round < 6; round++) {
      const remote = await world.connect(`virtual:${name}`)
      const file = versions[round % 2] ?? ''
      // The first is on the disk; then the plug is pulled earlier and later, the last time just behind the end.
      const sending = ship(world, remote, seen, { file, to }, tell).then(
        () => 'sent',
        () => 'cut',
      )
      if (round > 0 && round < 5) await sleep(round * 250)
      else await sending
      if (round === 0) await say(board, 'sync')
      process.kill(board.running?.pid ?? 0, 'SIGKILL')
      kinds.push(await sending)
      await remote.close().catch(() => undefined)
      for (let tries = 0; emulators().length > 0 && tries < 200; tries++) await sleep(10)
      board = await start()
      const said = await say(board, `sha256sum ${to}; ${to}; echo $?; mount | grep -c ' / '`)
      const [sum = '', code] = said.out.split('\n')
      assert.ok(hashes.has(sum.split(' ')[0] ?? ''), `round ${round}: ${said.out} ${said.err}`)
      assert.equal(code, '0')
      seen = await facts()
    }
    t.diagnostic(`rounds: ${kinds.join(', ')}`)
    assert.ok(kinds.includes('cut'), 'one at least was cut')
  },
)

test(
  'a kept moment that is damaged is replaced by a boot',
  { timeout: 300_000, skip: slow },
  async () => {
    await boards.stop(name)
    const moments = join(cache, 'virtual', 'moments')
    const [moment = ''] = readdirSync(moments)
    const state = join(moments, moment, 'state')
    await truncate(state, 100_000)
    const board = await start()
    assert.equal((await say(board, 'echo up')).out, 'up\n')
    assert.ok(events.some((event) => event.kind === 'warning' && /kept moment/.test(event.text)))
    await assert.rejects(stat(state), { code: 'ENOENT' })
  },
)

test(
  'what a crash of ferry left behind is found and ended',
  { timeout: 120_000, skip: slow },
  async () => {
    const first = await start()
    await rm(join(folder, 'run.json'))
    assert.equal((await boards.find(name))?.running, undefined)
    const second = await start()
    assert.notEqual(second.running?.pid, first.running?.pid)
    assert.equal(emulators().length, 1, 'the first is gone')
    await rm(join(folder, 'run.json'))
    assert.equal(await boards.stop(name), true)
    assert.deepEqual(emulators(), [])
  },
)

test('another address where its own is taken', { timeout: 120_000, skip: slow }, async (t) => {
  const { address = '', port = 0 } = (await start()).running ?? {}
  await boards.stop(name)
  const server = createServer().listen(port, address)
  t.after(() => server.close())
  await new Promise((settle) => server.once('listening', settle))
  const second = await start()
  assert.notEqual(second.running?.address, address)
  assert.equal((await say(second, 'echo up')).out, 'up\n')
})

test(
  'a whole Pi Zero: ARMv6 and its kernel, storage that stays',
  { timeout: 300_000 },
  async () => {
    const zero = `${name}-zero`
    const begin = (): Promise<VirtualBoard> =>
      boards.start({ name: zero, preset: 'pi-zero', options: { full: {} } }, tell)
    const board = await begin()
    const said = await say(
      board,
      'uname -m; uname -r; tr -d "\\000" </proc/device-tree/model; echo',
    )
    assert.match(said.out, /^armv6l\n[\d.-]+-rpi\nRaspberry Pi Zero W Rev 1\.1\n$/, said.err)
    const probes = makeProbes()
    const names = ['arm-v6', 'arm-neon']
    const none = new Uint8Array()
    await send(board, new Map(names.map((each) => [each, probes.get(each) ?? none])))
    assert.deepEqual(Object.fromEntries(await runEach(board, names)), {
      'arm-v6': 0,
      'arm-neon': 132,
    })
    await say(board, 'echo kept >kept')
    assert.equal(await boards.stop(zero), true)
    const again = await say(await begin(), 'cat kept; date +%s')
    const [kept, seconds] = again.out.split('\n')
    assert.equal(kept, 'kept', again.err)
    assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 60, 'the clock is right')
    assert.equal(await boards.remove(zero), true)
  },
)

test('what does not fit is a problem', async () => {
  const full = { pageBytes: 16_384 } as const
  await assert.rejects(
    boards.start({ name: `${name}-16k`, preset: 'pi-4', options: { full } }, tell),
    codeOf('virtual/no-full'),
  )
  await assert.rejects(
    boards.start({ name: `${name}-0`, preset: 'beaglebone-black', options: { full: {} } }, tell),
    codeOf('virtual/no-full'),
  )
  await assert.rejects(
    boards.start({ name, options: { full: { memoryBytes: 256 * MIB } } }, tell),
    codeOf('virtual/runs-otherwise'),
  )
  assert.equal(await boards.remove(name), true)
  assert.deepEqual(emulators(), [])
  await assert.rejects(stat(folder), { code: 'ENOENT' })
})

test('small, noexec and read-only', { timeout: 600_000, skip: slow }, async () => {
  const wishes = { ...options, storageBytes: 24 * MIB, noexec: ['/tmp'] }
  const small = await boards.start({ name, preset: 'pi-4', options: wishes }, tell)
  const full = await say(small, 'head -c 30000000 /dev/zero >big; echo $?')
  assert.match(full.err, /No space left on device/)
  const noexec = await say(small, 'rm big; cp /bin/true /tmp/t; /tmp/t; echo $?')
  assert.equal(noexec.out, '126\n')
  await boards.remove(name)
  const still = await boards.start(
    { name, preset: 'pi-4', options: { ...options, readOnly: true } },
    tell,
  )
  const said = await say(still, 'touch ~/x; echo $?; touch /tmp/x; echo $?')
  assert.equal(said.out, '1\n0\n', said.err)
  await boards.remove(name)
})

/** A program whose one segment is aligned to 4 KiB in memory, and not to 16 (ELF-64: e_entry, and p_vaddr, p_paddr, p_align of the first header). */
function alignedTo4k(): Buffer {
  const program = Buffer.from(makeTrue('aarch64'))
  for (const at of [24, 64 + 16, 64 + 24]) {
    program.writeBigUInt64LE(program.readBigUInt64LE(at) + 0x1000n, at)
  }
  program.writeBigUInt64LE(0x1000n, 64 + 48)
  return program
}

test('16 KiB pages, as the verdict says', { timeout: 900_000, skip: slow }, async () => {
  const file = join(cache, 'aligned')
  await writeFile(file, alignedTo4k())
  const script = 'cat >p && chmod +x p && ./p; echo $?'
  for (const pageBytes of [4096, 16_384] as const) {
    const full = { memoryBytes: 512 * MIB, pageBytes }
    const board = await boards.start({ name, preset: 'pi-5', options: { full } }, tell)
    const seen = await facts()
    assert.equal(seen.kernel?.pageSize, pageBytes)
    assert.equal(seen.kernel?.release?.endsWith('-16k'), pageBytes === 16_384)
    const runs = await say(board, script, makeTrue('aarch64'))
    assert.equal(runs.out, '0\n', runs.err)
    const { results } = await verifyFiles(world, [file], seen, { skipGit: true }, tell)
    const refused = results[0]?.findings.some(({ code }) => code === 'elf/page-size')
    const said = await say(board, script, await readFile(file))
    assert.equal(refused, pageBytes === 16_384)
    assert.equal(said.out !== '0\n', refused, `${pageBytes}: ${said.out}${said.err}`)
    await boards.remove(name)
  }
})

test('the other boards', { timeout: 1_200_000, skip: slow }, async () => {
  const v7 = ['pi-2', 'pi-3', 'wandboard', 'trimslice'].map((preset) => [preset, 'armv7l'] as const)
  const others = [...v7, ['visionfive-2', 'riscv64'], ['rock-5b', 'aarch64']] as const
  for (const [preset, machine] of others) {
    const board = await boards.start({ name, preset, options: { full: {} } }, tell)
    const said = await say(board, 'uname -m; tr -d "\\000" </proc/device-tree/model; echo; nproc')
    const count = Math.min(
      boards.presets().find((each) => each.name === preset)?.count ?? 0,
      availableParallelism(),
    )
    const wanted = boards.presets().find((each) => each.name === preset)
    assert.equal(said.out, `${machine}\n${wanted?.model}\n${count}\n`, preset)
    await boards.remove(name)
  }
})
