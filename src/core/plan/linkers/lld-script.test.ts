import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { planLldScript } from './lld-script.ts'
import { findTargetAbi } from './target-abi.ts'

/** A folder with a blank in its name, and a linker that prints its arguments. */
const folder = mkdtempSync(join(tmpdir(), 'ferry lld-'))
after(() => rmSync(folder, { recursive: true }))
const lld = join(folder, 'lld')
writeFileSync(lld, '#!/bin/sh\nfor a do printf \'%s\\n\' "$a"; done\n', { mode: 0o755 })

function link(
  args: readonly string[],
  target = 'armv7-unknown-linux-gnueabihf',
  withSysroot = true,
): readonly string[] {
  const abi = findTargetAbi(target)!
  const script = join(folder, 'rust-lld')
  const sysroot = {
    path: '/s r',
    gccFolder: 'usr/lib/gcc/x/12',
    libraryFolders: ['usr/lib/x', 'lib'],
  }
  writeFileSync(script, planLldScript({ abi, lld, ...(withSysroot ? { sysroot } : {}) }), {
    mode: 0o755,
  })
  const ended = spawnSync(script, ['-flavor', 'gnu', ...args], { encoding: 'utf8' })
  assert.equal(ended.stderr, '')
  return ended.stdout.trimEnd().split('\n')
}

const start = (line: readonly string[]): string =>
  line
    .filter((word) => /crt[^/]*\.o$/.test(word))
    .map((word) => word.slice(word.lastIndexOf('/') + 1))
    .join(' ')

test('start files are those of gcc for each kind of output', () => {
  const check = (args: string, expected: string): void =>
    assert.equal(start(link(args.split(' '))), expected, args)
  check('-pie a.o', 'Scrt1.o crti.o crtbeginS.o crtendS.o crtn.o')
  check('a.o', 'crt1.o crti.o crtbegin.o crtend.o crtn.o')
  check('-shared a.o', 'crti.o crtbeginS.o crtendS.o crtn.o')
  check('-static a.o', 'crt1.o crti.o crtbeginT.o crtend.o crtn.o')
  check('-static -pie --no-dynamic-linker a.o', 'rcrt1.o crti.o crtbeginS.o crtendS.o crtn.o')
  check('-static-pie a.o', 'rcrt1.o crti.o crtbeginS.o crtendS.o crtn.o')
  check('-r a.o', '')
  check('-nostartfiles a.o', '')
})

test('loader, emulation, sysroot and folders are named; blanks survive', () => {
  const line = link(['-pie', 'my file.o', '-o', 'out'])
  assert.deepEqual(line.slice(0, 6), [
    '-flavor',
    'gnu',
    '-dynamic-linker',
    '/lib/ld-linux-armhf.so.3',
    '/s r/usr/lib/arm-linux-gnueabihf/Scrt1.o',
    '/s r/usr/lib/arm-linux-gnueabihf/crti.o',
  ])
  for (const word of [
    '--sysroot=/s r',
    'armelf_linux_eabi',
    '-L/s r/usr/lib/gcc/x/12',
    '-L/s r/usr/lib/x',
    '-L/s r/lib',
    'my file.o',
    '-lgcc',
    '-lc',
  ])
    assert.ok(line.includes(word), word)
  assert.ok(!link(['-static', 'a.o']).includes('-dynamic-linker'))
  assert.ok(!link(['-nodefaultlibs', 'a.o']).includes('-lc'))
})

test("gcc's own form is translated", () => {
  const line = link([
    '-Wl,-rpath,$ORIGIN/*',
    '-Xlinker',
    '--foo',
    '-fuse-ld=mold',
    '-march=armv7-a',
    '-pthread',
    '-rdynamic',
    '-Wl,--as-needed',
    'a.o',
  ])
  const at = line.indexOf('-rpath')
  assert.deepEqual(line.slice(at, at + 6), [
    '-rpath',
    '$ORIGIN/*',
    '--foo',
    '-lpthread',
    '--export-dynamic',
    '--as-needed',
  ])
  assert.ok(!line.some((word) => /mold|march|Xlinker|Wl/.test(word)))
})

test('response files are looked into and translated', () => {
  const file = join(folder, 'arguments')
  writeFileSync(file, '-shared\n-Wl,-soname,libx.so\n-march=armv7-a\na.o\n')
  const line = link([`@${file}`])
  assert.equal(start(line), 'crti.o crtbeginS.o crtendS.o crtn.o')
  assert.ok(line.includes(`@${file}.ferry`))
})

test('aarch64 avoids the erratum of the Cortex-A53', () => {
  assert.ok(link(['a.o'], 'aarch64-unknown-linux-gnu').includes('--fix-cortex-a53-843419'))
  assert.ok(!link(['a.o']).includes('--fix-cortex-a53-843419'))
})

test('self-contained musl gets neither sysroot nor start files', () => {
  const line = link(
    ['/std/self-contained/rcrt1.o', '-static', '-pie', 'a.o', '-lc'],
    'aarch64-unknown-linux-musl',
    false,
  )
  assert.equal(start(line), 'rcrt1.o')
  assert.ok(!line.some((word) => word.startsWith('--sysroot') || word === '-lgcc'))
})
