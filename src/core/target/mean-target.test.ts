import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { RUST_TARGETS } from '../knowledge/rust-targets.ts'
import { meanTarget } from './mean-target.ts'
import { parseRustTargets } from './rust-target.ts'

const names = new Set(parseRustTargets(RUST_TARGETS).keys())

/** name → target that is meant, and a word of the reason. */
const MEANT: readonly (readonly [string, string, string])[] = [
  ['armv6-unknown-linux-gnueabihf', 'arm-unknown-linux-gnueabihf', 'ARMv6'],
  ['armv6l-unknown-linux-musleabihf', 'arm-unknown-linux-musleabihf', 'ARMv6'],
  ['armv7-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'four pieces'],
  ['arm64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'aarch64'],
  ['aarch64-linux-gnu', 'aarch64-unknown-linux-gnu', 'four pieces'],
  ['x86_64-linux-gnu', 'x86_64-unknown-linux-gnu', 'four pieces'],
  ['x86-64-unknown-linux-gnu', 'x86_64-unknown-linux-gnu', 'underscore'],
  ['riscv64-unknown-linux-gnu', 'riscv64gc-unknown-linux-gnu', 'extensions'],
  ['riscv64-linux-gnu', 'riscv64gc-unknown-linux-gnu', 'extensions'],
  ['loong64-linux-gnu', 'loongarch64-unknown-linux-gnu', 'loongarch64'],
  ['powerpc64le-linux-gnu', 'powerpc64le-unknown-linux-gnu', 'vendor'],
  ['mips64el-linux-gnu', 'mips64el-unknown-linux-gnuabi64', 'gnuabi64'],
  ['aarch64-unknown-linux-gnueabihf', 'aarch64-unknown-linux-gnu', 'one float ABI'],
  ['arm-unknown-linux-gnu', 'arm-unknown-linux-gnueabihf', 'end with the ABI'],
  ['armv7-unknown-linux-gnu', 'armv7-unknown-linux-gnueabihf', 'end with the ABI'],
  ['armv7-unknown-linux-musl', 'armv7-unknown-linux-musleabihf', 'end with the ABI'],
  ['armv7hl-redhat-linux-gnueabi', 'armv7-unknown-linux-gnueabihf', 'redhat'],
  ['armv7a-linux-androideabi21', 'armv7-linux-androideabi', 'API level'],
  ['aarch64-linux-android', 'aarch64-linux-android', ''],
  ['AARCH64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'lower case'],
  // What stands around a name
  ['"aarch64-unknown-linux-gnu"', 'aarch64-unknown-linux-gnu', 'no part of the name'],
  ['--target armv7-unknown-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'no part'],
  ['--target=aarch64-linux-gnu', 'aarch64-unknown-linux-gnu', 'four pieces'],
  ['--platform=linux/arm/v7', 'armv7-unknown-linux-gnueabihf', 'Docker'],
  ['--platform linux/arm64', 'aarch64-unknown-linux-gnu', 'Docker'],
  ['pkgsCross.raspberryPi', 'arm-unknown-linux-gnueabihf', 'Nix'],
  ['nixpkgs#pkgsCross.aarch64-multiplatform-musl', 'aarch64-unknown-linux-musl', 'Nix'],
  ['aarch64-unknown-linux-gnu.json', 'aarch64-unknown-linux-gnu', 'no part'],
  // Wheels, .NET, Node.js, levels, instruction sets, bare metal
  ['manylinux2014_aarch64', 'aarch64-unknown-linux-gnu', '2.17'],
  ['manylinux_2_28_x86_64', 'x86_64-unknown-linux-gnu', '2.28'],
  ['musllinux_1_2_armv7l', 'armv7-unknown-linux-musleabihf', 'musl 1.2'],
  ['linux-arm64', 'aarch64-unknown-linux-gnu', '.NET'],
  ['linux-arm', 'armv7-unknown-linux-gnueabihf', 'hard float'],
  ['linux-musl-x64', 'x86_64-unknown-linux-musl', '.NET'],
  ['win-x64', 'x86_64-pc-windows-msvc', '.NET'],
  ['osx-arm64', 'aarch64-apple-darwin', '.NET'],
  ['x86-64-v3', 'x86_64-unknown-linux-gnu', 'level of the CPU'],
  ['x64', 'x86_64-unknown-linux-gnu', 'instruction set'],
  ['armv7-a', 'armv7-unknown-linux-gnueabihf', 'instruction set'],
  ['armv8', 'aarch64-unknown-linux-gnu', '64-bit ARMv8'],
  ['armv6hf', 'arm-unknown-linux-gnueabihf', 'ARMv6'],
  ['rv64gc', 'riscv64gc-unknown-linux-gnu', 'instruction set'],
  ['arm-none-eabi', 'thumbv7m-none-eabi', 'bare metal'],
  ['aarch64-none-elf', 'aarch64-unknown-none', 'bare metal'],
  ['riscv64-unknown-elf', 'riscv64gc-unknown-none-elf', 'bare metal'],
  ['thumbv7m', 'thumbv7m-none-eabi', 'first piece'],
  ['riscv32imac', 'riscv32imac-unknown-none-elf', 'first piece'],
  ['wasm32', 'wasm32-unknown-unknown', 'first piece'],
  ['thumb-linux-gnueabihf', 'thumbv7neon-unknown-linux-gnueabihf', 'NEON'],
  ['armv8-rpi3-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'ARMv8 core'],
  ['arm-bcm2708hardfp-linux-gnueabi', 'arm-unknown-linux-gnueabihf', 'ARMv6'],
  ['arm-poky-linux-gnueabi', 'armv7-unknown-linux-gnueabihf', 'Yocto'],
  [
    'arm-buildroot-linux-uclibcgnueabihf',
    'armv7-unknown-linux-uclibceabihf',
    'leaves the CPU open',
  ],
  ['arm-linux-uclibcgnueabi', 'armv5te-unknown-linux-uclibceabi', 'leaves the CPU open'],
  ['loongarch64-linux-gnuf64', 'loongarch64-unknown-linux-gnu', 'four pieces'],
  ['riscv64imac-unknown-linux-gnu', 'riscv64gc-unknown-linux-gnu', 'extensions'],
  // GNU names as distributions use them
  ['arm-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'ARMv7'],
  ['arm-none-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'ARMv7'],
  ['arm-linux-gnueabi', 'armv5te-unknown-linux-gnueabi', 'armel'],
  ['arm-buildroot-linux-gnueabihf', 'arm-unknown-linux-gnueabihf', 'leaves the CPU open'],
  ['aarch64-poky-linux', 'aarch64-unknown-linux-gnu', 'poky'],
  ['armv6-alpine-linux-musleabihf', 'arm-unknown-linux-musleabihf', 'alpine'],
  ['mipsel-openwrt-linux-musl', 'mipsel-unknown-linux-musl', 'openwrt'],
  ['x86_64-w64-mingw32', 'x86_64-pc-windows-gnu', 'Windows'],
  ['arm64-apple-darwin', 'aarch64-apple-darwin', 'macOS'],
  // Debian
  ['armhf', 'armv7-unknown-linux-gnueabihf', 'ARMv7'],
  ['armel', 'armv5te-unknown-linux-gnueabi', 'soft-float'],
  ['arm64', 'aarch64-unknown-linux-gnu', 'Debian'],
  ['amd64', 'x86_64-unknown-linux-gnu', 'Debian'],
  ['i386', 'i686-unknown-linux-gnu', 'Debian'],
  ['ppc64el', 'powerpc64le-unknown-linux-gnu', 'Debian'],
  ['loong64', 'loongarch64-unknown-linux-gnu', 'Debian'],
  // Docker
  ['linux/arm/v6', 'arm-unknown-linux-gnueabihf', 'Docker'],
  ['linux/arm/v7', 'armv7-unknown-linux-gnueabihf', 'Docker'],
  ['linux/arm64/v8', 'aarch64-unknown-linux-gnu', 'Docker'],
  ['linux/arm/v5', 'armv5te-unknown-linux-gnueabi', 'soft-float'],
  ['linux/386', 'i686-unknown-linux-gnu', 'Docker'],
  ['linux/riscv64', 'riscv64gc-unknown-linux-gnu', 'Docker'],
  ['arm32v6', 'arm-unknown-linux-gnueabihf', 'Docker'],
  // Go
  ['GOARCH=arm GOARM=6', 'arm-unknown-linux-gnueabihf', 'GOARM=6'],
  ['GOOS=linux GOARCH=arm GOARM=7', 'armv7-unknown-linux-gnueabihf', 'GOARM=7'],
  ['GOARCH=arm', 'armv7-unknown-linux-gnueabihf', 'Go'],
  ['GOARM=5', 'armv5te-unknown-linux-gnueabi', 'software'],
  ['GOARM=7,softfloat GOARCH=arm', 'armv7-unknown-linux-gnueabi', 'Go'],
  ['GOARCH=mipsle GOMIPS=softfloat', 'mipsel-unknown-linux-musl', 'Go'],
  ['GOARCH=arm64', 'aarch64-unknown-linux-gnu', 'Go'],
  // Zig, Nix, OpenWrt, uname
  ['aarch64-linux-gnu.2.28', 'aarch64-unknown-linux-gnu', 'pins the glibc'],
  ['aarch64-unknown-linux-gnu.2.17', 'aarch64-unknown-linux-gnu', 'pins the glibc'],
  ['aarch64-linux-musl', 'aarch64-unknown-linux-musl', 'vendor'],
  ['armv6l-linux', 'arm-unknown-linux-gnueabihf', 'ARMv6'],
  ['aarch64-linux', 'aarch64-unknown-linux-gnu', 'leaves the libc out'],
  ['raspberryPi', 'arm-unknown-linux-gnueabihf', 'Nix'],
  ['muslpi', 'arm-unknown-linux-musleabihf', 'Nix'],
  ['arm_cortex-a9', 'armv7-unknown-linux-musleabi', 'soft-float'],
  ['mips_24kc', 'mips-unknown-linux-musl', 'OpenWrt'],
  ['armv7l', 'armv7-unknown-linux-gnueabihf', 'uname'],
  ['armv6l', 'arm-unknown-linux-gnueabihf', 'uname'],
  ['aarch64', 'aarch64-unknown-linux-gnu', 'kernel'],
  // slips
  ['aarch64-unknown-linux-gun', 'aarch64-unknown-linux-gnu', 'gun'],
  ['armv7-unkown-linux-gnueabihf', 'armv7-unknown-linux-gnueabihf', 'unkown'],
  ['armv7-unknown-linux-gnueabifh', 'armv7-unknown-linux-gnueabihf', 'gnueabifh'],
  ['arch64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu', 'arch64'],
  ['x86_64-unknown-linux-gnuu', 'x86_64-unknown-linux-gnu', 'gnuu'],
]

for (const [name, target, reason] of MEANT)
  test(`${name} means ${target}`, () => {
    const meant = meanTarget(name, names)
    assert.equal(meant?.target, target)
    assert.equal(meant.exists, name === target)
    assert.ok(meant.why.join(' ').includes(reason), meant.why.join(' '))
  })

test('rustc’s own names mean themselves', () => {
  for (const name of names) assert.deepEqual(meanTarget(` ${name} `, names)?.target, name)
})

test('armhf is asked back: Raspberry Pi OS and Alpine mean ARMv6 by it', () => {
  const targets = meanTarget('armhf', names)?.alternatives.map((a) => a.target)
  assert.deepEqual(targets, ['arm-unknown-linux-gnueabihf', 'arm-unknown-linux-musleabihf'])
})

test('what is near nothing means nothing', () => {
  for (const text of ['', 'hello', 'GOOS=darwin GOARCH=arm64', 'error: linker not found', '---'])
    assert.equal(meanTarget(text, names), undefined, text)
})

test('any text gives a name of rustc or nothing', () => {
  const word = fc.constantFrom(
    'arm',
    'armv7',
    'linux',
    'gnu',
    'eabihf',
    'unknown',
    '-',
    '/',
    '.',
    '2',
    'GOARCH=',
    ' ',
    'mips',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
  )
  fc.assert(
    fc.property(text, (name) => {
      const meant = meanTarget(name, names)
      assert.ok(meant === undefined || names.has(meant.target))
    }),
    { numRuns: 300 },
  )
})
