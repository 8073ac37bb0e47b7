import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTargetAbi } from './target-abi.ts'

function check(target: string, expected: readonly string[]): void {
  const abi = findTargetAbi(target)
  assert.deepEqual(
    abi && [abi.machine, abi.debianArchitecture, abi.multiarch, abi.interpreter, abi.emulation],
    expected,
  )
}

test('the ABI of a target is found by its name', () => {
  check('aarch64-unknown-linux-gnu', [
    'aarch64',
    'arm64',
    'aarch64-linux-gnu',
    '/lib/ld-linux-aarch64.so.1',
    'aarch64linux',
  ])
  check('armv7-unknown-linux-gnueabihf', [
    'arm',
    'armhf',
    'arm-linux-gnueabihf',
    '/lib/ld-linux-armhf.so.3',
    'armelf_linux_eabi',
  ])
  check('arm-unknown-linux-gnueabi', [
    'arm',
    'armel',
    'arm-linux-gnueabi',
    '/lib/ld-linux.so.3',
    'armelf_linux_eabi',
  ])
  check('armv5te-unknown-linux-musleabi', [
    'arm',
    'armel',
    'arm-linux-musleabi',
    '/lib/ld-musl-arm.so.1',
    'armelf_linux_eabi',
  ])
  check('arm-unknown-linux-musleabihf', [
    'arm',
    'armhf',
    'arm-linux-musleabihf',
    '/lib/ld-musl-armhf.so.1',
    'armelf_linux_eabi',
  ])
  check('riscv64gc-unknown-linux-gnu', [
    'riscv',
    'riscv64',
    'riscv64-linux-gnu',
    '/lib/ld-linux-riscv64-lp64d.so.1',
    'elf64lriscv',
  ])
  check('i686-unknown-linux-gnu', [
    'i386',
    'i386',
    'i386-linux-gnu',
    '/lib/ld-linux.so.2',
    'elf_i386',
  ])
})

test('CPU levels of ARM targets differ', () => {
  assert.equal(findTargetAbi('arm-unknown-linux-gnueabihf')?.armLevel, 6)
  assert.equal(findTargetAbi('armv7-unknown-linux-gnueabihf')?.armLevel, 7)
  assert.ok(findTargetAbi('arm-unknown-linux-gnueabihf')?.compilerFlags.includes('-mfpu=vfpv2'))
})

test('what ferry cannot link is undefined', () => {
  for (const target of [
    'armv6-unknown-linux-gnueabihf',
    'thumbv7em-none-eabihf',
    'aarch64-apple-darwin',
    '',
    'aarch64',
  ])
    assert.equal(findTargetAbi(target), undefined, target)
})
