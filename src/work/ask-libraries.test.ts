import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { boardSamples } from '../../test/fakes/board-samples.ts'
import { elfSample } from '../../test/fakes/elf-sample.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import { loaderFolders } from '../core/board/loader-folders.ts'
import { judge } from '../core/verdict/judge.ts'
import { makeProcesses } from '../shell/processes.ts'
import type { Ask } from './ask-board.ts'
import { withFoundLibraries } from './ask-libraries.ts'

const root = mkdtempSync(join(tmpdir(), 'ferry-loader-'))
after(() => rmSync(root, { recursive: true }))
const folder = join(root, 'usr/lib/aarch64-linux-gnu')
mkdirSync(folder, { recursive: true })

/** This host's own sh stands for the board's, with a root of its own. */
const ask: Ask = async (script) => {
  const moved = script.replaceAll(/'?(\/usr\/lib|\/lib)\b/g, (path) =>
    path.startsWith("'") ? `'${root}${path.slice(1)}` : `${root}${path}`,
  )
  const ended = await makeProcesses().run({ file: 'sh', args: ['-c', moved] })
  return decodeText(ended.stdout).replaceAll(root, '')
}

const elf = { ...elfSample('aarch64-dynamic'), needed: ['libc.so.6', 'libcopied.so.1'] }
const board = boardSamples['pi-4']

test('a library beside the C library is found, though the loader’s cache has it not', async () => {
  assert.equal(judge(elf, board).findings[0]?.code, 'elf/library-missing')
  assert.equal(await withFoundLibraries(ask, elf, board), board, 'it is not there')
  symlinkSync('nowhere', join(folder, 'libcopied.so.1'))
  assert.equal(await withFoundLibraries(ask, elf, board), board, 'a link that leads nowhere')
  rmSync(join(folder, 'libcopied.so.1'))
  writeFileSync(join(folder, 'libcopied.so.1'), '')
  const known = await withFoundLibraries(ask, elf, board)
  assert.equal(known.libraries?.['libcopied.so.1'], '/usr/lib/aarch64-linux-gnu/libcopied.so.1')
  assert.equal(judge(elf, known).verdict, 'runs')
})

test('nothing is asked where nothing is missing, of another machine, or without glibc', async () => {
  const never: Ask = () => assert.fail('asked')
  for (const [file, facts] of [
    [{ ...elf, needed: ['libc.so.6'] }, board],
    [{ ...elf, machine: 'arm', bits: 32 as const }, board],
    [elf, { ...board, libc: { kind: 'musl' as const } }],
    [{ ...elf, needed: ['./libbeside.so'] }, board],
  ] as const) {
    assert.equal(await withFoundLibraries(never, file, facts), facts)
  }
})

test('a cut answer adds nothing', async () => {
  assert.equal(await withFoundLibraries(async () => '/lib/libcopied.so.1\n', elf, board), board)
})

test('folders of the loader by where its C library lies', () => {
  const check = (libc: string, expected: readonly string[]): void =>
    assert.deepEqual(loaderFolders({ ...board, libraries: { 'libc.so.6': libc } }), expected)
  check('/lib/arm-linux-gnueabihf/libc.so.6', [
    '/lib/arm-linux-gnueabihf',
    '/usr/lib/arm-linux-gnueabihf',
    '/lib',
    '/usr/lib',
  ])
  check('/usr/lib64/libc.so.6', ['/lib64', '/usr/lib64'])
  check('/lib/libc.so.6', ['/lib', '/usr/lib'])
  check('/opt/libc.so.6', [])
})
