/**
 * Crates that reach C in every usual way, on virtual boards: what pkg-config, bindgen, CMake and configure find is the
 * board's, what build scripts and procedural macros are made of is this host's, and what the user set stands. And a project
 * of C alone, by `ferry env --c`. Needs clang, cmake, pkg-config, make, and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'
import { NATIVE_PROJECT } from './native-project.ts'

const BOARDS = `[board.pi4]
destination = "virtual:pi-4"
packages = ["zlib1g-dev"]
[board.pi2]
destination = "virtual:pi-2"
packages = ["zlib1g-dev"]
`
const project = makeFolder({ ...NATIVE_PROJECT, 'ferry.toml': BOARDS })
after(project.remove)
const cwd = project.path

interface Case {
  readonly board: string
  readonly multiarch: string
  readonly processor: string
  /** `ARCH POINTER-BYTES CHAR-IS-UNSIGNED`. */
  readonly arch: string
  /** Size of zlib's uLong. */
  readonly long: number
}
const CASES: readonly Case[] = [
  {
    board: 'pi4',
    multiarch: 'aarch64-linux-gnu',
    processor: 'aarch64',
    arch: 'aarch64 8 1',
    long: 8,
  },
  { board: 'pi2', multiarch: 'arm-linux-gnueabihf', processor: 'armv7l', arch: 'arm 4 1', long: 4 },
]

for (const { board, multiarch, processor, arch, long } of CASES) {
  test(`${board}: pkg-config, bindgen, cmake, configure, C for both sides`, () => {
    const ended = ferry(['run', '--dev', '-q', '--on', board], { cwd })
    assert.equal(ended.code, 0, ended.err)
    const [archLine, zlib = '', cmake = '', last] = ended.out.toString().split('\n')
    assert.equal(archLine, `arch ${arch}`)
    const [, own, found, folder, size] = zlib.split(' ')
    assert.equal(own, found, 'the zlib of the board is that of its sysroot')
    assert.match(folder ?? '', new RegExp(`/sysroots/[^/]+/usr/lib/${multiarch}$`))
    assert.equal(size, `${long}`)
    const [, sum, found2 = ''] = cmake.split(' ')
    // CRC-32 of "board".
    assert.equal(sum, '1482042183')
    const [library, headers, byPkgConfig, system] = found2.split('|')
    for (const path of [library, headers, byPkgConfig])
      assert.match(path ?? '', /\/sysroots\/[^/]+\/usr\//)
    assert.equal(system, processor)
    const here = process.arch === 'arm64' ? ['aarch64', 2] : ['x86_64', 1]
    assert.equal(last, `five 5 ffi 42 host ${here.join('-')} macro ${here[0]}`)
  })
}

test('each name in both spellings, and only where the user has not set it', () => {
  const target = 'aarch64_unknown_linux_gnu'
  const read = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
    const ended = ferry(['env', '--on', 'pi4', '--format', 'json'], { cwd, env })
    assert.equal(ended.code, 0, ended.err)
    return (JSON.parse(ended.out.toString()) as { variables: Record<string, string> }).variables
  }
  const plain = read({})
  const names = Object.keys(plain).filter((name) => name.endsWith(`_${target}`))
  const stems = names.map((name) => name.slice(0, -target.length - 1))
  for (const stem of [
    'CC',
    'CXX',
    'AR',
    'RANLIB',
    'CMAKE_TOOLCHAIN_FILE',
    'BINDGEN_EXTRA_CLANG_ARGS',
    'PKG_CONFIG_LIBDIR',
    'PKG_CONFIG_PATH',
    'PKG_CONFIG_SYSROOT_DIR',
    'PKG_CONFIG_ALLOW_CROSS',
  ]) {
    assert.ok(stems.includes(stem), stem)
  }
  for (const stem of stems) {
    assert.equal(plain[`${stem}_aarch64-unknown-linux-gnu`], plain[`${stem}_${target}`], stem)
  }
  const ways = [`_${target}`, '_aarch64-unknown-linux-gnu', ''] as const
  for (const way of ways) {
    const set = Object.fromEntries(
      stems.map((stem) => [way === '' ? `TARGET_${stem}` : `${stem}${way}`, 'mine']),
    )
    const left = Object.keys(read(set)).filter((name) =>
      stems.some((stem) => name.startsWith(`${stem}_`)),
    )
    assert.deepEqual(left, [], `with ${Object.keys(set)[0]}`)
  }
})

test('a setting of the user that shuts out the library is kept, and told in the failure', () => {
  const env = { PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu: '/nowhere' }
  const ended = ferry(['build', '--dev', '--on', 'pi4'], { cwd, env })
  assert.equal(ended.code, 5, ended.err)
  assert.match(ended.err, /knows no zlib/)
  assert.match(ended.err, /PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu/)
})

test('C alone by ferry env --c: configure and make, CMake, pkg-config', () => {
  const source = libffiSource()
  const work = makeFolder({
    'CMakeLists.txt':
      'cmake_minimum_required(VERSION 3.18)\nproject(sum C)\nfind_package(ZLIB REQUIRED)\nadd_executable(sum sum.c)\ntarget_link_libraries(sum ZLIB::ZLIB)\n',
    'sum.c':
      '#include <stdio.h>\n#include <zlib.h>\nint main(void) { printf("%lu\\n", crc32(0, (const unsigned char *)"board", 5)); }\n',
    'ferry.toml': BOARDS,
  })
  try {
    const env = ferry(['env', '--c', '--on', 'pi2'], { cwd: work.path })
    assert.equal(env.code, 0, env.err)
    writeFileSync(join(work.path, 'env.sh'), env.out)
    const said = sh(
      work.path,
      `. ./env.sh
pkg-config --version >/dev/null && "$PKG_CONFIG" --variable=libdir zlib
cmake -B build . >cmake.log && cmake --build build >>cmake.log
mkdir ffi && cd ffi && "${source}/configure" $CONFIGURE_FLAGS --disable-shared --disable-docs >../configure.log && make -j2 >../make.log 2>&1
find . -name libffi.a | head -1`,
    )
    assert.match(said, /\/sysroots\/[^/]+\/usr\/lib\/arm-linux-gnueabihf\n/)
    assert.match(said, /libffi\.a\n$/)
    assert.match(
      readFileSync(join(work.path, 'configure.log'), 'utf8'),
      /checking whether we are cross compiling\.\.\. yes/,
    )
    const verdict = ferry(['verify', 'build/sum', '--on', 'pi2'], { cwd: work.path })
    assert.equal(verdict.code, 0, verdict.out.toString())
    const ran = ferry(['__runner', '--on', 'virtual:pi-2', '--', join(work.path, 'build/sum')])
    assert.equal(ran.out.toString(), '1482042183\n', ran.err)
  } finally {
    work.remove()
  }
})

/** Where cargo unpacked libffi, with its configure script. */
function libffiSource(): string {
  const ended = spawnSync('cargo', ['metadata', '--format-version', '1'], { cwd, maxBuffer: 1e8 })
  assert.equal(ended.status, 0, ended.stderr.toString())
  const { packages } = JSON.parse(ended.stdout.toString()) as {
    readonly packages: readonly { readonly name: string; readonly manifest_path: string }[]
  }
  const found = packages.find(({ name }) => name === 'libffi-sys')
  return join(found?.manifest_path ?? '', '..', 'libffi')
}

function sh(folder: string, script: string): string {
  const ended = spawnSync('sh', ['-ec', script], { cwd: folder, encoding: 'utf8' })
  assert.equal(ended.status, 0, ended.stderr + ended.stdout)
  return ended.stdout
}
