import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { planCmakeToolchain } from './cmake-toolchain.ts'
import { planCompilerFiles, toZigTarget } from './compiler-scripts.ts'
import { findTargetAbi } from './target-abi.ts'
import { planPkgConfigScript } from '../pkg-config.ts'
import { ZIG_RELEASE } from './zig-release.ts'
import { planZigLinkerScript } from './zig-script.ts'

const armv6 = findTargetAbi('arm-unknown-linux-gnueabihf')!
const sysroot = {
  path: '/c/s r',
  gccFolder: 'usr/lib/gcc/arm-linux-gnueabihf/12',
  libraryFolders: ['usr/lib/arm-linux-gnueabihf'],
}
const tools = { abi: armv6, sysroot, ar: 'ar', ranlib: 'ranlib' }

/** Without the quotes of the shell. */
const bare = (text: string | undefined): string => text?.replaceAll("'", '') ?? ''

test('clang gets target, CPU level, sysroot and linker', () => {
  const files = planCompilerFiles({
    kind: 'clang',
    clang: '/usr/bin/clang',
    lld: '/t/rust-lld',
    ...tools,
  })
  assert.deepEqual(Object.keys(files), ['cc', 'c++', 'ld.lld', 'pkg-config'])
  assert.match(
    bare(files['cc']),
    /--target=arm-linux-gnueabihf -march=armv6 -marm -mfpu=vfpv2 -mfloat-abi=hard --sysroot=\/c\/s r/,
  )
  assert.match(files['cc']!, / '--sysroot=\/c\/s r' /)
  assert.match(files['cc']!, / --ld-path="\$here"\/ld\.lld "\$@"\n$/)
  assert.match(files['c++']!, /--driver-mode=g\+\+/)
})

test("gcc sees the sysroot's headers and none of its own libc", () => {
  const files = planCompilerFiles({
    kind: 'gcc',
    gcc: 'arm-linux-gnueabihf-gcc',
    gxx: 'arm-linux-gnueabihf-g++',
    include: '/g/include',
    ...tools,
  })
  assert.match(
    files['cc']!,
    /-nostdinc -isystem \/g\/include -isystem '\/c\/s r\/usr\/include\/arm-linux-gnueabihf'/,
  )
  assert.match(files['c++']!, /-nostdinc\+\+ -isystem '\/c\/s r\/usr\/include\/c\+\+\/12'/)
  assert.deepEqual(
    Object.keys(planCompilerFiles({ kind: 'gcc', gcc: 'g', include: '/i', ...tools })),
    ['cc', 'pkg-config'],
  )
})

test('zig is a clang with a sysroot, and brings all by itself without one', () => {
  const zig = {
    kind: 'zig',
    zig: ['python3', '-m', 'ziglang'],
    lib: '/z/lib',
    glibc: '2.36',
  } as const
  const files = planCompilerFiles({ ...zig, ...tools })
  assert.deepEqual(Object.keys(files), ['cc', 'c++', 'ar', 'ranlib', 'pkg-config'])
  assert.match(
    bare(files['c++']),
    /exec python3 -m ziglang clang -resource-dir \/z\/lib --driver-mode=g\+\+ --target=arm-linux-gnueabihf -march=armv6 .*--sysroot=\/c\/s r/,
  )
  assert.match(files['ar'] ?? '', /exec python3 -m ziglang ar "\$@"/)
  const alone = planCompilerFiles({ ...zig, abi: armv6, ar: 'ar', ranlib: 'ranlib' })
  assert.deepEqual(Object.keys(alone), ['cc', 'c++', 'ar', 'ranlib'])
  assert.match(
    bare(alone['c++']),
    /exec python3 -m ziglang c\+\+ -target arm-linux-gnueabihf\.2\.36 -mcpu=arm1176jzf_s /,
  )
})

test('zig has names of its own for targets, and refuses a glibc that it does not know', () => {
  const name = (target: string, glibc: string): string => toZigTarget(findTargetAbi(target)!, glibc)
  assert.equal(name('aarch64-unknown-linux-musl', '2.36'), 'aarch64-linux-musl')
  assert.equal(name('armv7-unknown-linux-gnueabihf', '2.31'), 'arm-linux-gnueabihf.2.31')
  assert.equal(name('i686-unknown-linux-gnu', '2.28'), 'x86-linux-gnu.2.28')
  assert.equal(
    name('riscv64gc-unknown-linux-gnu', '2.99'),
    `riscv64-linux-gnu.${ZIG_RELEASE.newestGlibc}`,
  )
})

/** What the linker's script passes on, one word a line. */
function passed(target: string, words: readonly string[], response?: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-zig-'))
  try {
    const zig = join(folder, 'zig')
    const show =
      '#!/bin/sh\nfor word do case $word in @*) cat "${word#@}" ;; *) printf "%s\\n" "$word" ;; esac; done\n'
    writeFileSync(zig, show, { mode: 0o755 })
    const script = join(folder, 'cc')
    writeFileSync(script, planZigLinkerScript(findTargetAbi(target)!, [zig], '2.31'), {
      mode: 0o755,
    })
    const file = join(folder, 'words')
    if (response) writeFileSync(file, response.map((word) => `${word}\n`).join(''))
    const ended = spawnSync(script, [...words, ...(response ? [`@${file}`] : [])], {
      encoding: 'utf8',
    })
    assert.equal(ended.status, 0, ended.stderr)
    return ended.stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('what zig brings by itself is taken out of what rustc passes, in response files too', () => {
  const own = '/t/lib/rustlib/arm-unknown-linux-musleabihf/lib/self-contained'
  const words = [
    '-march=armv6',
    '-nostartfiles',
    `${own}/crt1.o`,
    '/b/a b.o',
    '-Wl,--as-needed',
    '-lstdc++',
    '-lgcc_eh',
    '-lc',
    '-L',
    own,
    '-L',
    '/b/out',
    '-L/x',
    '-o',
    '/b/out/app',
    '-nodefaultlibs',
    `${own}/crtn.o`,
  ]
  const kept = '/b/a b.o\n-Wl,--as-needed\n-lc++\n-lunwind\n-lc\n-L\n/b/out\n-L/x\n-o\n/b/out/app\n'
  const head = 'cc\n-target\narm-linux-musleabihf\n-mcpu=arm1176jzf_s\n-fno-sanitize=all\n'
  assert.equal(passed('arm-unknown-linux-musleabihf', words), head + kept)
  assert.equal(passed('arm-unknown-linux-musleabihf', [], words), head + kept)
  assert.match(passed('armv7-unknown-linux-gnueabihf', []), /^arm-linux-gnueabihf\.2\.31$/m)
})

test('cmake finds nothing outside the sysroot', () => {
  const text = planCmakeToolchain({
    abi: armv6,
    cc: '/c/cc',
    ar: 'ar',
    ranlib: 'ranlib',
    sysroot: '/c/s r',
  })
  assert.match(text, /set\(CMAKE_SYSTEM_PROCESSOR \[==\[armv6l\]==\]\)/)
  assert.match(text, /set\(CMAKE_SYSROOT \[==\[\/c\/s r\]==\]\)/)
  assert.match(text, /set\(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY\)/)
  assert.doesNotMatch(text, /CXX_COMPILER/)
})

test('pkg-config and CMake are shut into the sysroot', () => {
  const script = planPkgConfigScript(sysroot)
  assert.match(
    script,
    /^PKG_CONFIG_LIBDIR='\/c\/s r\/usr\/lib\/arm-linux-gnueabihf\/pkgconfig:\/c\/s r\/usr\/share\/pkgconfig'$/m,
  )
  assert.match(script, /^PKG_CONFIG_PATH=$/m)
  const cmake = planCmakeToolchain({
    ...tools,
    cc: '/c/cc',
    sysroot: '/s',
    pkgConfig: '/c/pkg-config',
  })
  assert.match(
    cmake,
    /^set\(PKG_CONFIG_EXECUTABLE \[==\[\/c\/pkg-config\]==\] CACHE FILEPATH ""\)$/m,
  )
})

test('clang for musl takes nothing of a cross gcc of this host', () => {
  const abi = findTargetAbi('arm-unknown-linux-musleabihf')!
  const { cc = '' } = planCompilerFiles({ kind: 'clang', clang: '/usr/bin/clang', ...tools, abi })
  const words = bare(cc)
  assert.match(words, /--gcc-toolchain=\/c\/s r\/usr /)
  assert.match(words, /-B\/c\/s r\/usr\/lib\/arm-linux-musleabihf -L/)
  assert.match(words, /-L\/c\/s r\/usr\/lib\/gcc\/arm-linux-gnueabihf\/12 -static-libgcc/)
})

test('the C++ library for musl stands before the headers of musl', () => {
  const abi = findTargetAbi('arm-unknown-linux-musleabihf')!
  const files = planCompilerFiles({ kind: 'clang', clang: 'clang', ...tools, abi, libcxx: '/l' })
  const order = /-nostdinc\+\+ -isystem \/l\/include -L\/l\/lib .*-isystem \/c\/s r\/usr\/include/
  assert.match(bare(files['c++']), order)
  assert.doesNotMatch(bare(files['cc']), /\/l\/include/)
})
