/**
 * Sysroots that are not made of the board's packages: taken from a board whose system no package source knows, with start files
 * made here; of a board with an old glibc; and an older glibc than the board's, asked for. Virtual boards, real cargo.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

import { compareVersions } from '../../src/core/text/compare-versions.ts'
import { readHost } from '../../src/shell/host.ts'
import { ferry, makeFolder, type FerryEnded } from './ferry.ts'
import { MIXED_PROJECT } from './mixed-project.ts'

/** Boards of these tests alone: their state lies in a cache of its own; what is big is the user's. */
const cache = mkdtempSync(join(tmpdir(), 'ferry-s-'))
const shared = readHost().cache
mkdirSync(join(cache, 'ferry', 'virtual'), { recursive: true })
for (const path of [
  'packages',
  'toolchains',
  'virtual/roots',
  'virtual/tools',
  'virtual/helpers',
]) {
  mkdirSync(join(shared, path), { recursive: true })
  spawnSync('ln', ['-s', join(shared, path), join(cache, 'ferry', path)])
}
const env = { XDG_CACHE_HOME: cache, RUST_BACKTRACE: '0' }
const project = makeFolder({
  ...MIXED_PROJECT,
  'ferry.toml':
    '[board.old]\ndestination = "virtual:pi-2"\nsysroot = "board"\n[board.foreign]\ndestination = "virtual:pi-4"\n[board.desk]\ndestination = "virtual:pi-3"\n',
})
const run = (...words: string[]): FerryEnded => ferry(words, { cwd: project.path, env })
after(() => {
  run('virtual', 'remove', '--all')
  project.remove()
  rmSync(cache, { recursive: true, force: true })
})

/** Newest `GLIBC_2.N` that a program asks for. */
function newestGlibc(file: string): string {
  const ended = spawnSync('readelf', ['-VW', file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return (
    [...ended.stdout.matchAll(/GLIBC_(\d+\.\d+)/g)]
      .map((match) => match[1] ?? '')
      .toSorted(compareVersions)
      .at(-1) ?? ''
  )
}

test('a board of no known distribution: its own libraries, start files made, headers borrowed', () => {
  assert.equal(run('virtual', 'start', 'pi-4').code, 0)
  assert.equal(run('virtual', 'stop', 'pi-4').code, 0)
  // What a board of Yocto says of itself; it has no package sources, no headers and no start files.
  const etc = join(cache, 'ferry/virtual/boards/pi-4/upper/etc')
  for (const [name, text] of Object.entries({
    'os-release': 'ID=poky\nNAME="Poky"\nVERSION_ID=4.0\nPRETTY_NAME="Poky 4.0 (kirkstone)"\n',
    'apt/sources.list': '',
  })) {
    mkdirSync(dirname(join(etc, name)), { recursive: true })
    writeFileSync(join(etc, name), text)
  }
  const first = run('run', '--dev', '--on', 'foreign')
  assert.equal(first.out.toString(), '5 6 true\n', first.err)
  assert.match(
    first.err,
    /Taking the sysroot from virtual:pi-4: .* MB sent, start files made, headers of Debian/,
  )
  const variables = JSON.parse(
    run('env', '--c', '--on', 'foreign', '--format', 'json').out.toString(),
  ) as { readonly variables: { readonly SYSROOT: string } }
  const { SYSROOT } = variables.variables
  const home = join(SYSROOT, 'usr/lib/aarch64-linux-gnu')
  assert.ok(existsSync(join(home, 'Scrt1.o')))
  assert.match(
    readFileSync(join(home, 'libc.so'), 'utf8'),
    /GROUP \( libc\.so\.6 libc_nonshared\.a/,
  )
  // A program of C alone has no constructors: nothing runs before main.
  writeFileSync(
    join(project.path, 'alone.c'),
    '#include <stdio.h>\nint main(void) { puts("alone"); }\n',
  )
  writeFileSync(join(project.path, 'env.sh'), run('env', '--c', '--on', 'foreign').out)
  const compiled = spawnSync('sh', ['-ec', '. ./env.sh; "$CC" alone.c -o alone'], {
    cwd: project.path,
  })
  assert.equal(compiled.status, 0, compiled.stderr.toString())
  const alone = run('__runner', '--on', 'virtual:pi-4', '--', join(project.path, 'alone'))
  assert.equal(alone.out.toString(), 'alone\n', alone.err)
  const again = run('run', '--dev', '--on', 'foreign')
  assert.equal(again.out.toString(), '5 6 true\n', again.err)
  assert.doesNotMatch(again.err, /Taking the sysroot|Compiling/)
})

test('its own files for a board of Debian 11: start files for a glibc before 2.33; nothing is sent twice', () => {
  assert.equal(run('virtual', 'start', 'pi-2', '--release', 'bullseye').code, 0)
  const ended = run('run', '--dev', '--on', 'old')
  assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
  assert.match(ended.err, /MB sent, start files made/)
  // Another wish (a library by name) is another sysroot of the same files.
  const file = join(project.path, 'ferry.toml')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('"board"\n', '"board"\nlibraries = ["z"]\n'),
  )
  const more = run('run', '--dev', '--on', 'old')
  assert.equal(more.out.toString(), '5 6 true\n', more.err)
  const sent = /files, ([\d.]+) (\w+) sent/.exec(more.err)
  assert.equal(sent?.[2], 'kB', `the library alone: ${more.err}`)
})

test('--glibc: built for a newer board, it starts on Debian 11, C++ included', () => {
  const built = run('build', '--dev', '--on', 'desk', '--glibc', '2.31', '--format', 'json')
  assert.equal(built.code, 0, built.err)
  const { programs } = JSON.parse(built.out.toString()) as { programs: { path: string }[] }
  const program = programs[0]?.path ?? ''
  assert.ok(compareVersions(newestGlibc(program), '2.31') <= 0, newestGlibc(program))
  const ran = run('__runner', '--on', 'virtual:pi-2', '--', program)
  assert.equal(ran.out.toString(), '5 6 true\n', ran.err)
  for (const words of [
    ['--glibc', 'new'],
    ['--glibc', '2.31', '--static'],
  ]) {
    assert.equal(run('build', '--on', 'desk', ...words).code, 2)
  }
})

test('boards of two releases and one target take turns: nothing is built again', () => {
  for (const board of ['desk', 'old', 'desk', 'old']) {
    assert.equal(run('build', '--dev', '--on', board).code, 0)
  }
  for (const board of ['desk', 'old']) {
    const again = run('build', '--dev', '--on', board)
    assert.doesNotMatch(again.err, /Compiling/, board)
  }
})
