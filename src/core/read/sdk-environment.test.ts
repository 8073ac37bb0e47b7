import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { isSdkShell, parseNulEnvironment, readSdkEnvironment } from './sdk-environment.ts'

test('Yocto: compiler with options, sysroot, what is new in PATH', () => {
  const sdk = readSdkEnvironment(
    {
      CC: 'arm-poky-linux-gnueabi-gcc  -mthumb -mfloat-abi=hard --sysroot=/opt/poky/sysroots/a7',
      CXX: 'arm-poky-linux-gnueabi-g++  -mthumb --sysroot=/opt/poky/sysroots/a7',
      AR: 'arm-poky-linux-gnueabi-ar',
      SDKTARGETSYSROOT: '/opt/poky/sysroots/a7',
      PATH: '/opt/poky/bin:/usr/bin',
    },
    { PATH: '/usr/bin' },
  )
  assert.deepEqual(sdk, {
    cc: [
      'arm-poky-linux-gnueabi-gcc',
      '-mthumb',
      '-mfloat-abi=hard',
      '--sysroot=/opt/poky/sysroots/a7',
    ],
    cxx: ['arm-poky-linux-gnueabi-g++', '-mthumb', '--sysroot=/opt/poky/sysroots/a7'],
    ar: 'arm-poky-linux-gnueabi-ar',
    sysroot: '/opt/poky/sysroots/a7',
    path: ['/opt/poky/bin'],
  })
})

test('Buildroot: the compiler alone knows its sysroot', () => {
  const sdk = readSdkEnvironment({
    CC: 'aarch64-buildroot-linux-gnu-gcc',
    RANLIB: 'aarch64-buildroot-linux-gnu-gcc-ranlib',
    PATH: '/sdk/bin',
  })
  assert.equal(sdk?.sysroot, undefined)
  assert.equal(sdk?.ranlib, 'aarch64-buildroot-linux-gnu-gcc-ranlib')
})

test('a host compiler is no SDK, and CC alone is no shell of one', () => {
  for (const CC of ['gcc', 'cc', 'ccache gcc', 'clang --target=arm-linux-gnueabihf', ''])
    assert.equal(readSdkEnvironment({ CC }), undefined, CC)
  assert.equal(isSdkShell({ CC: 'arm-linux-gnueabihf-gcc' }), false)
  assert.equal(isSdkShell({ CC: 'x', OECORE_TARGET_SYSROOT: '/s' }), true)
})

test('any environment: no exception', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, CC) => {
      parseNulEnvironment(text)
      readSdkEnvironment({ CC, PATH: text })
    }),
  )
  assert.deepEqual(parseNulEnvironment('A=1\0B=x=y\n\0=no\0'), { A: '1', B: 'x=y\n' })
})
