import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { mergeCargoConfigs, parseCargoConfig } from './cargo-config.ts'

test('linker, runner, flags and environment are read', () => {
  const config = parseCargoConfig(`
include = ["a.toml", { path = "b.toml", optional = true }]
[build]
target = "aarch64-unknown-linux-gnu"
target-dir = "out"
[target.armv7-unknown-linux-gnueabihf]
linker = "arm-linux-gnueabihf-gcc"
runner = "qemu-arm -L /usr/arm-linux-gnueabihf"
rustflags = ["-C", "target-cpu=cortex-a7"]
[target.'cfg(all(target_arch = "arm"))']
linker = "x"
[env]
CC_armv7_unknown_linux_gnueabihf = "gcc"
A = { value = "b", force = true }
`)
  assert.deepEqual(config, {
    buildTargets: ['aarch64-unknown-linux-gnu'],
    targetFolder: 'out',
    targets: {
      'armv7-unknown-linux-gnueabihf': {
        linker: 'arm-linux-gnueabihf-gcc',
        runner: ['qemu-arm', '-L', '/usr/arm-linux-gnueabihf'],
        rustflags: ['-C', 'target-cpu=cortex-a7'],
      },
      'cfg(all(target_arch = "arm"))': { linker: 'x' },
    },
    env: {
      CC_armv7_unknown_linux_gnueabihf: { value: 'gcc', force: false },
      A: { value: 'b', force: true },
    },
    includes: ['a.toml', 'b.toml'],
  })
})

test('the nearest file wins; flags are joined', () => {
  const near = parseCargoConfig('[target.x]\nlinker = "near"\nrustflags = ["-b"]')!
  const far = parseCargoConfig(
    '[build]\ntarget-dir = "t"\n[target.x]\nlinker = "far"\nrunner = "r"\nrustflags = "-a -c"',
  )!
  assert.deepEqual(mergeCargoConfigs([near, far]), {
    buildTargets: [],
    targetFolder: 't',
    targets: { x: { linker: 'near', runner: ['r'], rustflags: ['-a', '-c', '-b'] } },
    env: {},
    includes: [],
  })
})

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseCargoConfig(text)
    }),
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      parseCargoConfig(`build = ${JSON.stringify(value)}\ntarget = ${JSON.stringify(value)}`)
    }),
  )
})
