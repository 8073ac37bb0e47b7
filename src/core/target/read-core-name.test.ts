import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { readCoreName } from './read-core-name.ts'

/** name → target, and a word of the reason. */
const NAMES: readonly (readonly [string, string, string])[] = [
  ['cortex-a72', 'aarch64-unknown-linux-gnu', 'AES'],
  ['Cortex-A53', 'aarch64-unknown-linux-gnu', 'target-cpu=cortex-a53'],
  ['cortex_a7', 'armv7-unknown-linux-gnueabihf', 'a core'],
  ['arm,cortex-a9', 'armv7-unknown-linux-gnueabihf', 'a core'],
  ['arm1176jzf-s', 'arm-unknown-linux-gnueabihf', 'a core'],
  ['arm926ej-s', 'armv5te-unknown-linux-gnueabi', 'a core'],
  ['sifive-u74', 'riscv64gc-unknown-linux-gnu', 'a core'],
  ['cortexa72-poky-linux', 'aarch64-unknown-linux-gnu', 'a core'],
  ['cortexa7t2hf-neon-vfpv4-poky-linux-gnueabi', 'armv7-unknown-linux-gnueabihf', 'a core'],
  ['cortexa8t2-neon-poky-linux-gnueabi', 'armv7-unknown-linux-gnueabi', 'a core'],
  ['cortexa53-oe-linux-musl', 'aarch64-unknown-linux-musl', 'a core'],
]

for (const [name, target, word] of NAMES)
  test(`${name} is a core of ${target}`, () => {
    const reading = readCoreName(name)
    assert.equal(reading?.target, target)
    assert.ok(reading?.why.join(' ').includes(word), reading?.why.join(' '))
  })

test('what is no core is none, whatever it is', () => {
  for (const name of ['', 'cortex', 'cortex-a', 'cortex-m4', 'linux', 'cortexa-poky-linux'])
    assert.equal(readCoreName(name), undefined, name)
  fc.assert(fc.property(fc.string(), (text) => void readCoreName(text)))
})
