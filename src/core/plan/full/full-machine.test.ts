import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findPreset } from '../../board/virtual-presets.ts'
import type { FullOptions } from '../../board/virtual-options.ts'
import { chooseFullMachine } from './full-machine.ts'
import type { FullMachine } from './full-machine.ts'

const MIB = 1024 ** 2

function choose(
  name: string,
  options: FullOptions = {},
  release = 'bookworm',
): ReturnType<typeof chooseFullMachine> {
  const preset = findPreset(name)
  assert.ok(preset, name)
  return chooseFullMachine(preset, release, options, 4)
}

function check(name: string, expected: Partial<FullMachine>, options?: FullOptions): void {
  const machine = choose(name, options)
  assert.ok(!('why' in machine), name)
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(machine[key as keyof FullMachine], value, `${name} ${key}`)
  }
}

function refuse(name: string, why: RegExp, options?: FullOptions): void {
  const none = choose(name, options)
  assert.ok('why' in none, name)
  assert.match(none.why, why)
}

test('the computer of a preset: its core, its memory, the kernel of its release', () => {
  check('pi-4', { machine: 'aarch64', cpu: 'cortex-a72', processors: 4, console: 'ttyAMA0' })
  check('pi-4', { memoryBytes: 4096 * MIB })
  check('pi-4', { memoryBytes: 512 * MIB }, { memoryBytes: 512 * MIB })
  check('pi-4', { kernel: { name: 'linux-image-arm64', suite: 'bookworm' } })
  check('pi-2', { machine: 'arm', cpu: 'cortex-a7' })
  check('pi-2', { kernel: { name: 'linux-image-armmp', suite: 'bookworm' } })
  check('visionfive-2', { machine: 'riscv64', console: 'ttyS0' })
})

test("boards that QEMU's general machine does not take", () => {
  const zero = {
    computer: 'raspi0',
    cpu: 'arm1176',
    processors: 1,
    memoryBytes: 512 * MIB,
  } as const
  check('pi-zero', { ...zero, kernel: { name: 'linux-image-rpi', suite: 'bookworm' } })
  check('pi-zero', zero, { memoryBytes: 512 * MIB })
  check('wandboard', { computer: 'vexpress-a9', processors: 4, memoryBytes: 1024 * MIB })
  check('trimslice', { computer: 'vexpress-a9', cpu: 'cortex-a9,neon=off,vfp-d32=off' })
})

test('no more processors than the host has', () => {
  const preset = findPreset('rock-5b')
  assert.ok(preset)
  for (const [host, processors] of [
    [1, 1],
    [2, 2],
    [16, 8],
  ] as const) {
    const machine = chooseFullMachine(preset, 'trixie', {}, host)
    assert.equal('processors' in machine && machine.processors, processors)
  }
})

test('16 KiB pages where the core has them, with the first kernel that is built so', () => {
  const large = { pageBytes: 16_384 } as const
  check('pi-5', { kernel: { name: 'linux-image-arm64-16k', suite: 'trixie' } }, large)
  check('rock-5b', { kernel: { name: 'linux-image-arm64-16k', suite: 'trixie' } }, large)
  const newer = choose('pi-5', large, 'forky')
  assert.ok('kernel' in newer)
  assert.equal(newer.kernel.suite, 'forky')
  check('pi-5', { kernel: { name: 'linux-image-arm64', suite: 'bookworm' } }, { pageBytes: 4096 })
  refuse('pi-4', /cortex-a72 has no 16 KiB pages/, large)
  refuse('pi-2', /cortex-a7 has no 16 KiB pages/, large)
  refuse('visionfive-2', /no 16 KiB pages/, large)
})

test('what cannot be a full board', () => {
  refuse('beaglebone-black', /takes the core cortex-a8/)
  refuse('pi-zero', /raspi0 has 512 MiB/, { memoryBytes: 256 * MIB })
  refuse('wandboard', /1 GiB at most on QEMU's vexpress-a9/, { memoryBytes: 2048 * MIB })
  refuse('pi-4', /96 MiB or more/, { memoryBytes: 64 * MIB })
  refuse('pi-4', /whole MiB/, { memoryBytes: 512 * MIB + 1 })
  refuse('pi-2', /3 GiB at most/, { memoryBytes: 4096 * MIB })
})
