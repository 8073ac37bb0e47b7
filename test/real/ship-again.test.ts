import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import type { Remote } from '../../src/ports/remote.ts'
import { makeLocalRemote } from '../fakes/local-remote.ts'
import { makeTestWorld, type TestWorld } from '../fakes/real-world.ts'
import { probe } from '../../src/work/probe.ts'
import { runProgram } from '../../src/work/run-program.ts'
import { ship } from '../../src/work/ship.ts'
import type { ShipReport } from '../../src/work/ship.ts'
import { noteRate } from '../../src/work/shipped-notes.ts'

const nothing = (): void => {}

/** Programs of a small board: busybox alone, by links, as OpenWrt has it. */
const APPLETS =
  'sh sha256sum md5sum cksum gzip gunzip tail head cat wc rm mv cp chmod mkdir df ls sync'

describe('what lies on the board is made use of', () => {
  let bare: string
  before(() => {
    bare = mkdtempSync(join(tmpdir(), 'ferry-bare-'))
    for (const name of APPLETS.split(' ')) symlinkSync('/bin/busybox', join(bare, name))
  })
  after(() => rmSync(bare, { recursive: true }))
  let it: TestWorld
  let home: string
  let facts: BoardFacts
  beforeEach(async () => {
    it = makeTestWorld(() => board('sh'))
    home = join(it.folder, 'home')
    mkdirSync(join(home, '.cache'), { recursive: true })
    facts = await probe(it.world, 'local', nothing)
  })
  afterEach(() => it.remove())
  const board = (shell: string, path = '/usr/local/bin:/usr/bin:/bin'): Remote =>
    makeLocalRemote(it.world.processes, {
      shell: shell.split(' '),
      env: { HOME: home, PATH: path, LOGNAME: 'pi', XDG_CACHE_HOME: join(home, '.cache') },
    })
  const boards: readonly { title: string; tools: string[]; delta: string; remote: () => Remote }[] =
    [
      {
        title: 'zstd, dash',
        tools: ['zstd', 'sha256sum'],
        delta: 'zstd',
        remote: () => board('dash'),
      },
      {
        title: 'perl, bash',
        tools: ['perl', 'gzip', 'md5sum'],
        delta: 'xor',
        remote: () => board('bash'),
      },
      {
        title: 'perl, mksh',
        tools: ['perl', 'gunzip', 'md5sum'],
        delta: 'xor',
        remote: () => board('mksh'),
      },
      {
        title: 'coreutils',
        tools: ['gzip', 'md5sum'],
        delta: 'blocks',
        remote: () => board('dash'),
      },
      {
        title: 'busybox alone',
        tools: ['gzip', 'sha256sum'],
        delta: 'blocks',
        remote: () => board('/bin/busybox sh', bare),
      },
      {
        title: 'busybox, no gzip',
        tools: ['cksum'],
        delta: 'blocks',
        remote: () => board('/bin/busybox sh', bare),
      },
    ]

  /** 300 kB without a pattern, and a version of it with one line changed and one put in. */
  const versions = (): { readonly old: Buffer; readonly fresh: Buffer; readonly file: string } => {
    const old = randomBytes(300_000)
    const fresh = Buffer.concat([
      old.subarray(0, 100_000),
      Buffer.from('a line that was put in'),
      old.subarray(100_000, 200_000),
      Buffer.from('one that was changed'),
      old.subarray(200_020),
    ])
    return { old, fresh, file: join(it.folder, 'app') }
  }
  const put = async (
    remote: Remote,
    tools: readonly string[],
    file: string,
    bytes: Uint8Array,
    to: string,
    // That of a slow line: a fast one gets whole files.
    rate = 1_000_000,
  ): Promise<ShipReport> => {
    writeFileSync(file, bytes)
    await noteRate(it.world, 'local', facts, rate)
    return ship(it.world, remote, { ...facts, tools }, { file, to }, nothing)
  }
  const left = (folder = home): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.ferry-'),
    )

  for (const { title, tools, delta, remote } of boards) {
    const needs = /mksh|busybox/.exec(title)?.[0]
    const skip = needs !== undefined && !existsSync(`/bin/${needs}`) && `${needs} is not installed`
    test(`${title}: a new version travels as its differences`, { skip }, async () => {
      const { old, fresh, file } = versions()
      const first = await put(remote(), tools, file, old, '~/bin/')
      assert.deepEqual([first.delta, first.unchanged], [undefined, false])
      const second = await put(remote(), tools, file, fresh, '~/bin/')
      assert.equal(second.delta, delta)
      assert.ok(second.sent < 5000, `${second.sent} bytes`)
      assert.deepEqual(readFileSync(second.path), fresh)
      assert.deepEqual(left(), [])
    })

    test(`${title}: goes on where a broken upload ended`, { skip }, async () => {
      const { old, file } = versions()
      const broken = cutAfter(remote(), 150_000)
      await assert.rejects(put(broken, tools, file, old, '~/bin/app'))
      const [name = ''] = left()
      assert.match(name, /\.ferry-[0-9a-f]{16}-\d+\.part$/)
      const kept = statSync(join(home, name)).size
      const second = await put(remote(), tools, file, old, '~/bin/app')
      assert.deepEqual([second.resumed, second.unchanged], [kept, false])
      assert.ok(kept > 0 && second.sent < 301_000 - kept)
      assert.deepEqual(readFileSync(second.path), old)
      assert.equal(statSync(second.path).mode & 0o777, 0o755)
      assert.deepEqual(left(), [])
    })

    test(`${title}: the old file is not what it was: the whole one is sent`, { skip }, async () => {
      const { old, fresh, file } = versions()
      const bent = Buffer.from(old)
      bent.fill(1, 50_000, 60_000)
      const first = await put(remote(), tools, file, old, '~/bin/')
      // The board tells the sum of what it had.
      const liar: Remote = lying(remote(), () => writeFileSync(first.path, bent))
      const second = await put(liar, tools, file, fresh, '~/bin/')
      assert.equal(second.delta, undefined)
      assert.deepEqual(readFileSync(second.path), fresh)
      assert.deepEqual(left(), [])
    })
  }

  test('versions for run start from each other, though each has a place of its own', async () => {
    const script = (line: string): Buffer =>
      Buffer.concat([Buffer.from(`#!/bin/sh\n${line}\nexit\n`), NOISE])
    const file = join(it.folder, 'app')
    const run = async (line: string) => {
      writeFileSync(file, script(line))
      await noteRate(it.world, 'local', facts, 1_000_000)
      const request = { file, pty: false, onStdout: nothing, onStderr: nothing }
      const tools = { ...facts, tools: ['zstd', 'sha256sum'] }
      return runProgram(it.world, board('sh'), tools, request, nothing)
    }
    assert.equal((await run('exit 3')).shipped?.delta, undefined)
    const second = await run('exit 44')
    assert.deepEqual([second.code, second.shipped?.delta], [44, 'zstd'])
    const third = await run('exit 5')
    assert.deepEqual([third.code, third.shipped?.delta], [5, 'zstd'])
    // The newest is gone from the board: the one before serves.
    rmSync(third.shipped?.path ?? '')
    const fourth = await run('exit 6')
    assert.deepEqual([fourth.code, fourth.shipped?.delta], [6, 'zstd'])
    rmSync(join(home, '.cache/ferry'), { recursive: true })
    const fifth = await run('exit 7')
    assert.deepEqual([fifth.code, fifth.shipped?.delta], [7, undefined])
  })

  test('a delta goes on, too', async () => {
    const { old, fresh, file } = versions()
    const tools = ['zstd', 'sha256sum']
    await put(board('sh'), tools, file, old, '~/bin/app')
    await assert.rejects(put(cutAfter(board('sh'), 60), tools, file, fresh, '~/bin/app'))
    const [name = ''] = left()
    if (name === '') {
      // zstd writes a block when it has it whole: what a delta has sent may be nothing yet.
      writeFileSync(
        join(home, 'bin', `.ferry-${sumOf(fresh)}-999999999.part`),
        fresh.subarray(0, 160_000),
      )
    }
    const second = await put(board('sh'), tools, file, fresh, '~/bin/app')
    assert.ok((second.resumed ?? 0) > 0 && second.sent < 5000)
    assert.deepEqual(readFileSync(second.path), fresh)
    assert.deepEqual(left(), [])
  })

  test('what was left is checked: other bytes are not gone on from', async () => {
    const { old, file } = versions()
    mkdirSync(join(home, 'bin'))
    const part = join(home, 'bin', `.ferry-${sumOf(old)}-999999999.part`)
    for (const bytes of [randomBytes(1000), randomBytes(400_000), Buffer.concat([old, old])]) {
      writeFileSync(part, bytes)
      const report = await put(board('sh'), ['gzip', 'sha256sum'], file, old, '~/bin/app')
      assert.equal(report.resumed, undefined)
      assert.deepEqual(readFileSync(report.path), old)
      assert.deepEqual(left(), [])
      rmSync(report.path)
    }
    // All of it had arrived: nothing is left to send.
    writeFileSync(part, old)
    const report = await put(board('sh'), ['gzip', 'sha256sum'], file, old, '~/bin/app')
    assert.deepEqual([report.resumed, readFileSync(report.path)], [300_000, old])
  })

  test('a writer that is still there keeps its part: a copy of it is gone on from', async () => {
    const { old, file } = versions()
    mkdirSync(join(home, 'bin'))
    const part = join(home, 'bin', `.ferry-${sumOf(old)}-${process.pid}.part`)
    writeFileSync(part, old.subarray(0, 100_000))
    const report = await put(board('sh'), ['gzip', 'sha256sum'], file, old, '~/bin/app')
    assert.deepEqual([report.resumed, readFileSync(report.path)], [100_000, old])
    assert.deepEqual(left(), [`bin/${part.split('/').at(-1) ?? ''}`])
  })

  test(
    'what somebody else may have laid there is not touched',
    { skip: process.getuid?.() !== 0 },
    async () => {
      const { old, file } = versions()
      const victim = join(it.folder, 'victim')
      writeFileSync(victim, 'mine')
      const name = `.ferry-${sumOf(old)}-999999999.part`
      const folders: readonly [string, (at: string) => void][] = [
        ['link', (at) => symlinkSync(victim, join(at, name))],
        [
          'theirs',
          (at) => {
            writeFileSync(join(at, name), old.subarray(0, 1000))
            execFileSync('chown', ['1234', join(at, name)])
          },
        ],
        [
          'sticky',
          (at) => {
            writeFileSync(join(at, name), old.subarray(0, 1000))
            chmodSync(at, 0o1777)
          },
        ],
      ]
      for (const [folder, lay] of folders) {
        const at = join(home, folder)
        mkdirSync(at)
        lay(at)
        const report = await put(board('sh'), ['gzip', 'sha256sum'], file, old, `~/${folder}/app`)
        assert.equal(report.resumed, undefined)
        assert.deepEqual(readFileSync(report.path), old)
        assert.deepEqual(readdirSync(at), ['app'])
        assert.equal(readFileSync(victim, 'utf8'), 'mine')
      }
    },
  )

  test('a line that is faster than the search for differences gets the whole file', async () => {
    const { old, fresh, file } = versions()
    const tools = ['zstd', 'sha256sum']
    await put(board('sh'), tools, file, old, '~/bin/app')
    const report = await put(board('sh'), tools, file, fresh, '~/bin/app', 50_000_000)
    assert.deepEqual([report.delta, report.unchanged], [undefined, false])
  })

  test('what differs everywhere travels whole', async () => {
    const { old, file } = versions()
    for (const tools of [
      ['zstd', 'sha256sum'],
      ['perl', 'gzip', 'md5sum'],
      ['gzip', 'md5sum'],
    ]) {
      await put(board('sh'), tools, file, old, '~/bin/app')
      const report = await put(board('sh'), tools, file, randomBytes(300_000), '~/bin/app')
      assert.deepEqual([report.delta, report.unchanged], [undefined, false])
    }
  })
})

const NOISE = randomBytes(200_000)

function sumOf(bytes: Uint8Array): string {
  return execFileSync('sha256sum', { input: bytes }).toString().slice(0, 16)
}

/** The line breaks when so many bytes have gone. */
function cutAfter(remote: Remote, most: number): Remote {
  return {
    ...remote,
    exec: async (script, options = {}) => {
      const { stdin } = options
      if (stdin === undefined || stdin instanceof Uint8Array) return remote.exec(script, options)
      const cut = (async function* () {
        let left = most
        for await (const chunk of stdin) {
          for (let at = 0; at < chunk.length && left > 0; at += 4096) {
            const piece = chunk.subarray(at, Math.min(at + 4096, at + left))
            left -= piece.length
            yield piece
          }
          if (left <= 0) return
        }
      })()
      await remote.exec(script, { ...options, stdin: cut })
      throw new Error('the line is lost')
    },
  }
}

/** Something happens on the board after it told what lies there. */
function lying(remote: Remote, change: () => void): Remote {
  let changed = false
  return {
    ...remote,
    exec: (script, options = {}) => {
      const { stdin, onStdout } = options
      if (!(stdin !== undefined && !(stdin instanceof Uint8Array)) || changed) {
        return remote.exec(script, options)
      }
      return remote.exec(script, {
        ...options,
        onStdout: (chunk) => {
          if (!changed && Buffer.from(chunk).toString().includes('ready')) {
            changed = true
            change()
          }
          onStdout?.(chunk)
        },
      })
    },
  }
}
