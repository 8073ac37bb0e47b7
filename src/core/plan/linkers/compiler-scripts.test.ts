import assert from 'node:assert/strict'
import { test } from 'node:test'

import { planCmakeToolchain } from './cmake-toolchain.ts'
import { planCompilerFiles, toZigTarget } from './compiler-scripts.ts'
import { findTargetAbi } from './target-abi.ts'
import { planPkgConfigScript } from '../pkg-config.ts'
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

test('zig has names of its own, and C alone', () => {
  const files = planCompilerFiles({
    kind: 'zig',
    zig: ['python3', '-m', 'ziglang'],
    glibc: '2.36',
    ...tools,
  })
  assert.deepEqual(Object.keys(files), ['cc', 'pkg-config'])
  assert.match(
    bare(files['cc']),
    /exec python3 -m ziglang cc -target arm-linux-gnueabihf\.2\.36 -mcpu=generic\+v6\+vfp2 /,
  )
  assert.equal(
    toZigTarget(findTargetAbi('aarch64-unknown-linux-musl')!, '2.36'),
    'aarch64-linux-musl',
  )
  assert.match(
    planZigLinkerScript(armv6, ['zig'], '2.31'),
    /zig cc -target arm-linux-gnueabihf\.2\.31/,
  )
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
