import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'

import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import { planProbe } from '../core/plan/probe-script.ts'
import { readProbeAnswer } from '../core/read/probe-answer.ts'
import type { Remote } from '../ports/remote.ts'
import { makeTapeRemote } from '../shell/tape/make-tape-remote.ts'
import { recordRemote } from '../shell/tape/record-remote.ts'
import { parseTape } from '../shell/tape/tape.ts'
import { makeLocalRemote } from '../../test/fakes/local-remote.ts'
import { makeTestWorld, type TestWorld } from '../../test/fakes/real-world.ts'
import { probe } from './probe.ts'
import { runProgram } from './run-program.ts'
import type { RunReport } from './run-program.ts'
import { BoardChanged, ship } from './ship.ts'

const nothing = (): void => {}
const code = (expected: string) => (error: unknown) =>
  (error as { problem?: { code: string } }).problem?.code === expected

describe('ship, run and probe against this machine, and against the tape of it', () => {
  let it: TestWorld
  let remote: Remote
  let home: string
  let facts: BoardFacts
  let program: string
  beforeEach(async () => {
    it = makeTestWorld(() => remote)
    home = join(it.folder, 'home')
    mkdirSync(join(home, '.cache'), { recursive: true })
    remote = makeLocalRemote(it.world.processes, {
      env: { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin', LOGNAME: 'pi', XDG_CACHE_HOME: '' },
    })
    facts = await probe(it.world, 'local', nothing)
    program = join(it.folder, 'hello')
    writeFileSync(program, '#!/bin/sh\necho "hello $1"; echo warn >&2; exit 3\n'.padEnd(5000, '#'))
  })
  afterEach(() => it.remove())

  test('the probe finds home and is remembered', async () => {
    assert.equal(facts.user?.home, home)
    assert.equal(facts.places?.[0]?.path, `${home}/.cache`)
    const again = await probe(it.world, 'local', nothing)
    assert.equal(again.probedAt, facts.probedAt)
    assert.notEqual(
      (await probe(it.world, 'local', nothing, { fresh: true })).probedAt,
      facts.probedAt,
    )
  })

  test('a file is put there once, with its mode, and nothing is left beside it', async () => {
    const to = `${home}/bin/tool`
    const first = await ship(it.world, remote, facts, { file: program, to, mode: 0o750 }, nothing)
    assert.deepEqual([first.path, first.unchanged, statSync(to).mode & 0o777], [to, false, 0o750])
    assert.deepEqual(readFileSync(to), readFileSync(program))
    const again = await ship(it.world, remote, facts, { file: program, to, mode: 0o750 }, nothing)
    assert.deepEqual([again.unchanged, again.sent], [true, 0])
    assert.deepEqual(readdirSync(`${home}/bin`), ['tool'])
  })

  test('places: ~/, relative, a folder, a name with blanks and quotes', async () => {
    mkdirSync(join(home, 'there'))
    for (const [to, expected] of [
      ['~/a/b', `${home}/a/b`],
      ['rel/x', `${home}/rel/x`],
      ['there', `${home}/there/hello`],
      ['new/', `${home}/new/hello`],
      [`it's $(id)\n"x"`, `${home}/it's $(id)\n"x"`],
    ] as const) {
      await ship(it.world, remote, facts, { file: program, to }, nothing)
      assert.ok(existsSync(expected), expected)
    }
  })

  test('packed on the way where the board is not near', async () => {
    for (const tools of [['gzip', 'sha256sum'], ['zstd', 'md5sum'], ['cksum']]) {
      const report = await ship(
        it.world,
        remote,
        { ...facts, tools },
        { file: program, to: `~/${tools[0]}` },
        nothing,
      )
      assert.deepEqual(readFileSync(report.path), readFileSync(program))
      if (tools[0] === 'gzip') assert.ok(report.coding === 'gzip' && report.sent < report.size / 10)
    }
  })

  test('a program that runs is replaced; what an upload left behind is removed', async () => {
    const to = join(home, 'sleeper')
    await ship(it.world, remote, facts, { file: '/bin/sleep', to }, nothing)
    const running = it.world.processes.run({ file: to, args: ['1'] })
    writeFileSync(join(home, '.ferry-999999999.part'), 'left')
    await ship(it.world, remote, facts, { file: program, to }, nothing)
    assert.deepEqual((await running).ending, { kind: 'exit', code: 0 })
    assert.deepEqual(readdirSync(home).toSorted(), ['.cache', 'sleeper'])
  })

  test('a folder in the way, a file in the way, no such file', async () => {
    mkdirSync(join(home, 'd/hello'), { recursive: true })
    await assert.rejects(
      ship(it.world, remote, facts, { file: program, to: '~/d' }, nothing),
      code('board/ship-failed'),
    )
    writeFileSync(join(home, 'f'), '')
    await assert.rejects(
      ship(it.world, remote, facts, { file: program, to: '~/f/x' }, nothing),
      code('board/ship-failed'),
    )
    await assert.rejects(
      ship(it.world, remote, facts, { file: `${program}-not`, to: '~/f' }, nothing),
      code('host/no-such-file'),
    )
  })

  test('bytes that change on the way are not put in place', async () => {
    const bent: Remote = {
      ...remote,
      exec: (script, options) =>
        remote.exec(
          script,
          options?.stdin === undefined ? options : { ...options, stdin: Buffer.from(sent) },
        ),
    }
    const whole = `go raw 0 whole 0\n${'bent'.repeat(2000)}`
    let sent = whole
    writeFileSync(join(home, 'old'), 'old')
    for (sent of [
      whole,
      'bent',
      'go raw 0 whole\nx',
      `go raw 0 whole 5000\n${'bent'.repeat(2000)}`,
      'go rm -rf 0 whole 0\nx',
      'go raw 1 whole 0\nx',
      'go raw 0 zstd 0\nx',
      '',
    ]) {
      await assert.rejects(
        ship(it.world, bent, facts, { file: program, to: '~/old' }, nothing),
        code('board/ship-failed'),
      )
      assert.equal(readFileSync(join(home, 'old'), 'utf8'), 'old')
      assert.deepEqual(
        readdirSync(home).filter((name) => name !== '.cache'),
        ['old'],
      )
    }
  })

  test('a board that never says what lies there is given up', async () => {
    const mute: Remote = {
      ...remote,
      exec: (_, { signal } = {}) =>
        new Promise((settle) => {
          const ended = {
            ending: { kind: 'cancelled' as const },
            stdout: Buffer.from('nothing of use\n'),
            stderr: new Uint8Array(),
            truncated: false,
            ms: 0,
          }
          if (signal?.aborted === true) settle(ended)
          else signal?.addEventListener('abort', () => settle(ended))
        }),
    }
    const hasty = { ...it.world, clock: { ...it.world.clock, sleep: () => Promise.resolve() } }
    await assert.rejects(
      ship(hasty, mute, facts, { file: program, to: '~/x' }, nothing),
      code('board/bad-answer'),
    )
  })

  test('run ships what is missing, then starts in one request; old versions are pruned', async () => {
    const requests: string[] = []
    const counted: Remote = {
      ...remote,
      exec: (script, options) => (requests.push('exec'), remote.exec(script, options)),
      attach: (script, options) => (requests.push('attach'), remote.attach(script, options)),
    }
    const out: string[] = []
    const run = () =>
      runProgram(
        it.world,
        counted,
        facts,
        {
          file: program,
          args: ['a b'],
          pty: false,
          onStdout: (c) => void out.push(String(Buffer.from(c))),
          onStderr: nothing,
        },
        nothing,
      )
    const first = await run()
    assert.deepEqual(
      [first.code, first.shipped?.unchanged, requests],
      [3, false, ['exec', 'attach']],
    )
    requests.length = 0
    const second = await run()
    assert.deepEqual(
      [second.code, second.shipped, requests, out],
      [3, undefined, ['attach'], ['hello a b\n', 'hello a b\n']],
    )
    // Gone from the board: found out by the start.
    requests.length = 0
    await it.world.files.remove(join(home, '.cache/ferry/bin'))
    assert.equal((await run()).code, 3)
    assert.deepEqual(requests, ['attach', 'exec', 'exec', 'attach'])
    for (let i = 0; i < 20; i++) {
      writeFileSync(program, `#!/bin/sh\nexit ${i}\n`)
      assert.equal((await run()).code, i)
    }
    assert.ok(readdirSync(join(home, '.cache/ferry/bin')).length < 16)
  })

  test('debug sections stay here; a changed file is prepared anew', async () => {
    const compiler = await it.world.processes.which('cc')
    if (compiler === undefined) return
    const build = async (status: number): Promise<void> => {
      writeFileSync(`${program}.c`, `int main(void) { return ${status}; }\n`)
      await it.world.processes.run({ file: compiler, args: ['-g', '-o', program, `${program}.c`] })
    }
    const twins = new Map<string, Buffer>()
    for (const status of [5, 6]) {
      await build(status)
      const request = { file: program, pty: false, onStdout: nothing, onStderr: nothing }
      const first = await runProgram(it.world, remote, facts, request, nothing)
      assert.equal(first.code, status)
      assert.ok((first.shipped?.stripped ?? 0) > 0)
      const { symbols = '' } = first.shipped ?? {}
      assert.match(symbols, /\/symbols\/\.build-id\/[0-9a-f]{2}\/[0-9a-f]{38}\.debug$/)
      twins.set(symbols, readFileSync(program))
      assert.equal(first.shipped?.size, statSync(first.shipped?.path ?? '').size)
      assert.equal((await runProgram(it.world, remote, facts, request, nothing)).shipped, undefined)
      const whole = await ship(it.world, remote, facts, { file: program, to: '~/whole' }, nothing)
      assert.deepEqual(readFileSync(whole.path), readFileSync(program))
    }
    // Each version with its debug sections is still here when the next one was built.
    assert.equal(twins.size, 2)
    for (const [path, bytes] of twins) assert.deepEqual(readFileSync(path), bytes)
  })

  test('a program that ends with 204 is not taken for a missing one', async () => {
    writeFileSync(program, '#!/bin/sh\nexit 204\n')
    for (let i = 0; i < 2; i++) {
      assert.equal(
        (
          await runProgram(
            it.world,
            remote,
            facts,
            { file: program, pty: false, onStdout: nothing, onStderr: nothing },
            nothing,
          )
        ).code,
        204,
      )
    }
  })

  test('a board that is not what it was: nothing is sent or started, and 205 of a program is its own', async () => {
    writeFileSync(program, '#!/bin/sh\necho started\nexit 205\n')
    const out: string[] = []
    const run = (fingerprint: string): Promise<RunReport> =>
      runProgram(
        it.world,
        remote,
        facts,
        {
          file: program,
          fingerprint,
          pty: false,
          onStdout: (c) => void out.push(String(Buffer.from(c))),
          onStderr: nothing,
        },
        nothing,
      )
    const { fingerprint = '' } = readProbeAnswer(
      decodeText((await remote.exec(planProbe())).stdout),
    )
    await assert.rejects(run('another'), BoardChanged)
    assert.ok(!existsSync(join(home, '.cache/ferry/bin')))
    assert.equal((await run(fingerprint)).code, 205)
    assert.equal((await run(fingerprint)).code, 205)
    await assert.rejects(run('another'), BoardChanged)
    assert.equal(out.join(''), 'started\nstarted\n')
  })

  test('environment and working folder', async () => {
    writeFileSync(program, '#!/bin/sh\nprintf "%s|%s|%s" "$A" "$RUST_LOG" "$PWD"\n')
    const out: string[] = []
    const world = {
      ...it.world,
      host: { ...it.world.host, env: { ...it.world.host.env, RUST_LOG: 'debug' } },
    }
    await runProgram(
      world,
      remote,
      facts,
      {
        file: program,
        env: { A: "x'\n$(id)" },
        cwd: '/usr',
        pty: false,
        onStdout: (c) => void out.push(String(Buffer.from(c))),
      },
      nothing,
    )
    assert.deepEqual(out, ["x'\n$(id)|debug|/usr"])
    await assert.rejects(
      runProgram(world, remote, facts, { file: program, env: { 'A;id': '' } }, nothing),
      code('usage/wrong'),
    )
  })

  test(
    'a folder in /tmp that somebody else made is not used',
    { skip: process.getuid?.() !== 0 },
    async () => {
      const shared = join(it.folder, 'tmp')
      mkdirSync(shared)
      chmodSync(shared, 0o1777)
      mkdirSync(join(it.folder, 'evil'))
      await it.world.processes.run({ file: 'chown', args: ['1234', join(it.folder, 'evil')] })
      symlinkSync(join(it.folder, 'evil'), join(shared, 'ferry-0'))
      await it.world.processes.run({ file: 'chown', args: ['-h', '1234', join(shared, 'ferry-0')] })
      const only = { ...facts, places: [{ path: shared, writable: true }] }
      await assert.rejects(
        ship(it.world, remote, only, { file: program }, nothing),
        code('board/no-place'),
      )
      assert.deepEqual(readdirSync(join(it.folder, 'evil')), [])
    },
  )

  test('the whole way runs from a tape as it did live', async () => {
    const recorder = recordRemote(remote)
    const request = { file: program, args: ['x'], pty: false, onStderr: nothing }
    const out: string[] = []
    const take = { onStdout: (c: Uint8Array) => void out.push(String(Buffer.from(c))) }
    const live = await probe(it.world, 'board', nothing, { fresh: true, remote: recorder.remote })
    await runProgram(it.world, recorder.remote, live, { ...request, ...take }, nothing)
    const tape = makeTapeRemote(parseTape(JSON.stringify(recorder.tape())))
    const other = makeTestWorld(() => tape)
    const taped = await probe(other.world, 'board', nothing, { fresh: true, remote: tape })
    assert.deepEqual({ ...taped, probedAt: '' }, { ...live, probedAt: '' })
    const report = await runProgram(other.world, tape, taped, { ...request, ...take }, nothing)
    assert.deepEqual([report.code, tape.left(), out], [3, 0, ['hello x\n', 'hello x\n']])
    await assert.rejects(tape.exec('something else'), /no exec of this script/)
    other.remove()
  })
})
