import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseCargoConfig } from '../read/cargo-config.ts'
import { planCargoEnvironment, type CargoEnvironmentInput } from './cargo-environment.ts'
import { findTargetAbi } from './linkers/target-abi.ts'

const target = 'armv7-unknown-linux-gnueabihf'
const input: CargoEnvironmentInput = {
  target,
  abi: findTargetAbi(target)!,
  linker: '/c/linkers/1/rust-lld',
  runner: ['node', 'ferry.js', '__runner'],
  sysroot: { path: '/c/sysroot', libraryFolders: ['usr/lib/arm-linux-gnueabihf', 'usr/lib'] },
  compiler: {
    cc: '/c/cc',
    cxx: '/c/c++',
    ar: '/usr/bin/llvm-ar',
    ranlib: '/usr/bin/llvm-ranlib',
    cmakeToolchain: '/c/toolchain.cmake',
  },
  environment: { PATH: '/usr/bin', CC: 'gcc', PKG_CONFIG_PATH: '/usr/lib/pkgconfig' },
  config: parseCargoConfig('')!,
}

test('everything is set for the target and nothing for the host', () => {
  const { variables, kept } = planCargoEnvironment(input)
  assert.deepEqual(kept, [])
  assert.equal(
    variables['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER'],
    '/c/linkers/1/rust-lld',
  )
  assert.equal(
    variables['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER'],
    'node ferry.js __runner',
  )
  assert.equal(variables['CC_armv7_unknown_linux_gnueabihf'], '/c/cc')
  assert.equal(variables['CC_armv7-unknown-linux-gnueabihf'], '/c/cc')
  assert.equal(
    variables['PKG_CONFIG_LIBDIR_armv7_unknown_linux_gnueabihf'],
    '/c/sysroot/usr/lib/arm-linux-gnueabihf/pkgconfig:/c/sysroot/usr/lib/pkgconfig:/c/sysroot/usr/share/pkgconfig',
  )
  assert.equal(variables['PKG_CONFIG_PATH_armv7_unknown_linux_gnueabihf'], '')
  const plain = Object.keys(variables).filter(
    (name) => !/armv7[-_]unknown|ARMV7_UNKNOWN/.test(name),
  )
  assert.deepEqual(plain, [])
})

test("the user's settings stand, in the environment and in cargo's configuration", () => {
  const { variables, kept } = planCargoEnvironment({
    ...input,
    environment: { TARGET_CC: 'mine', 'AR_armv7-unknown-linux-gnueabihf': '' },
    config: parseCargoConfig(
      `[target.${target}]\nlinker = "own-gcc"\nrunner = "qemu-arm"\n[env]\nCXX_armv7_unknown_linux_gnueabihf = "own-g++"`,
    )!,
  })
  assert.deepEqual(
    kept.map(({ name, value }) => `${name}=${value}`),
    [
      `[target.${target}] linker=own-gcc`,
      'TARGET_CC=mine',
      'CXX_armv7_unknown_linux_gnueabihf=own-g++',
      'AR_armv7-unknown-linux-gnueabihf=',
    ],
  )
  for (const name of Object.keys(variables)) {
    assert.ok(!/^(?:CC|CXX|AR)_|_LINKER$/.test(name), name)
  }
  assert.ok('CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER' in variables)
})

test('a linker under cfg counts where it holds', () => {
  const check = (cfg: string, expected: boolean): void => {
    const config = parseCargoConfig(`[target.'${cfg}']\nlinker = "x"`)!
    assert.equal(planCargoEnvironment({ ...input, config }).kept.length === 1, expected, cfg)
  }
  check('cfg(target_arch = "arm")', true)
  check('cfg(target_arch = "aarch64")', false)
})

test('jemalloc gets pages of every aarch64 kernel', () => {
  const aarch64 = findTargetAbi('aarch64-unknown-linux-gnu')!
  const { variables } = planCargoEnvironment({ ...input, target: aarch64.target, abi: aarch64 })
  assert.equal(variables['JEMALLOC_SYS_WITH_LG_PAGE'], '16')
})

test('what the user has in the plain variable of bindgen is said, too', () => {
  const { variables } = planCargoEnvironment({
    ...input,
    environment: { BINDGEN_EXTRA_CLANG_ARGS: '-I/mine' },
  })
  assert.match(
    variables['BINDGEN_EXTRA_CLANG_ARGS_armv7_unknown_linux_gnueabihf'] ?? '',
    /^--target=arm-linux-gnueabihf --sysroot=\/c\/sysroot .* -I\/mine$/,
  )
})

test('PyO3 is told of the Python of the sysroot, where there is one', () => {
  const sysroot = { path: '/c/sysroot', libraryFolders: ['usr/lib'] }
  const name = 'PYO3_CROSS_LIB_DIR'
  const packages = ['libc6=2.36-9', 'libpython3.11-minimal=3.11.2-6']
  const withPython = { ...input, sysroot: { ...sysroot, packages } }
  assert.equal(planCargoEnvironment(withPython).variables[name], '/c/sysroot/usr/lib')
  assert.equal(planCargoEnvironment({ ...input, sysroot }).variables[name], undefined)
  const own = planCargoEnvironment({ ...withPython, environment: { [name]: '/mine' } })
  assert.equal(own.variables[name], undefined)
  assert.deepEqual(own.kept, [{ name, value: '/mine' }])
})
