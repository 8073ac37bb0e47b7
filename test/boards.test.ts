import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import type { BoardFacts } from '../src/core/board/board-facts.ts'
import { parseBoardFactsText } from '../src/core/board/parse-board-facts.ts'
import { chooseForFacts } from '../src/work/choose-target.ts'

const folder = resolve(import.meta.dirname, 'boards')

/** board → target (null: none), certain, a piece of the reasons or warnings that must be told. */
const BOARDS: Readonly<Record<string, readonly [string | null, boolean, string]>> = {
  'allwinner-a10': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A8'],
  'archer-c7-openwrt': ['mips-unknown-linux-musl', true, 'Tier 3'],
  'armada-370-nas': ['armv7-unknown-linux-gnueabihf', true, 'd16–d31'],
  'armada-xp-trusty': ['armv7-unknown-linux-gnueabihf', true, 'ARMv7'],
  'beaglebone-black-kali': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A8'],
  'bpi-f3-armbian': ['riscv64gc-unknown-linux-gnu', true, 'V extension'],
  'cm4-32': ['armv7-unknown-linux-gnueabihf', true, 'CP15'],
  'debian-ppc-on-ppc64': ['powerpc-unknown-linux-gnu', true, '32-bit'],
  'dimensity-8500-termux': ['aarch64-linux-android', true, 'bionic'],
  'ea9200-openwrt': ['armv7-unknown-linux-musleabi', true, 'no VFP'],
  'ereader-imx508-softfloat': ['armv7-unknown-linux-musleabi', true, 'glibc is 2.12'],
  'galaxy-tab-tegra2-android': ['armv7-linux-androideabi', true, 'Android'],
  'hifive-premier-p550': ['riscv64gc-unknown-linux-gnu', true, '64-bit RISC-V'],
  'imx8qxp-aiml': ['aarch64-unknown-linux-gnu', false, 'the system that is installed decides'],
  'jetson-tx2': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'jetson-xavier-nx': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'licheepi-4a': ['riscv64gc-unknown-linux-gnu', true, 'never turn +v on'],
  'licheepi-4a-no-device-tree': ['riscv64gc-unknown-linux-gnu', true, 'never turn +v on'],
  'litex-vexriscv': [null, false, 'ilp32'],
  'loongson-3a6000': ['loongarch64-unknown-linux-gnu', true, 'LSX'],
  'milk-v-mars-ubuntu': ['riscv64gc-unknown-linux-gnu', true, '64-bit RISC-V'],
  'mpc85xx-openwrt': ['powerpc-unknown-linux-muslspe', true, 'SPE'],
  'mt7621-openwrt': ['mipsel-unknown-linux-musl', true, 'little-endian'],
  'my-book-live-openwrt': ['powerpc-unknown-linux-musl', true, 'Tier 3'],
  'nanopi-neo2-stretch': [
    'aarch64-unknown-linux-gnu',
    false,
    'the system that is installed decides',
  ],
  'odroid-c2-armbian': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'pandaboard-omap4': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A9'],
  'pentium-iii': ['i586-unknown-linux-gnu', true, 'no SSE2'],
  'phicomm-k3-openwrt': ['armv7-unknown-linux-musleabi', true, 'no VFP'],
  'pi-1-b-2012': ['arm-unknown-linux-gnueabihf', true, 'CPU architecture: 7'],
  'pi-1-b-kernel-4.9': ['arm-unknown-linux-gnueabihf', true, 'ARMv6'],
  'pi-2-b-raspbian': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A7'],
  'pi-3-b-aarch64-open': [
    'aarch64-unknown-linux-gnu',
    false,
    'the system that is installed decides',
  ],
  'pi-3-b-kernel-4.9-32': ['armv7-unknown-linux-gnueabihf', true, 'CP15'],
  'pi-3-b-plus-raspbian': ['armv7-unknown-linux-gnueabihf', true, 'Raspbian'],
  'pi-4-aarch64-open': ['aarch64-unknown-linux-gnu', false, 'the system that is installed decides'],
  'pi-4-bookworm-32-on-64': ['armv7-unknown-linux-gnueabihf', true, 'uname -m says aarch64'],
  'pi-4-bullseye-32-on-64': ['armv7-unknown-linux-gnueabihf', true, 'uname -m says aarch64'],
  'pi-4-buster-armv7l': ['armv7-unknown-linux-gnueabihf', true, 'Raspbian'],
  'pi-5-16k': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'pi-rpi-update-64-kernel': ['armv7-unknown-linux-gnueabihf', true, 'uname -m says aarch64'],
  'pi-zero-buster': ['arm-unknown-linux-gnueabihf', true, 'arm-linux-gnueabihf-gcc'],
  'pi-zero-w-raspbian': ['arm-unknown-linux-gnueabihf', true, 'ARMv6'],
  'pi-zero-wheezy': ['arm-unknown-linux-musleabihf', true, 'glibc is 2.13'],
  'redmi-6a-android-32': ['armv7-linux-androideabi', true, 'Android'],
  'rt-ac68u-merlin': ['armv7-unknown-linux-musleabi', true, 'kernel is 2.6.36'],
  'ryzen-x86-64-v4': ['x86_64-unknown-linux-gnu', true, 'x86-64'],
  'sama5d3-debian': ['armv7-unknown-linux-gnueabihf', true, 'd16–d31'],
  'soekris-net5501': ['i586-unknown-linux-gnu', true, 'no SSE2'],
  'synology-ds216j': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A9'],
  thunderx2: ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'uclibc-ng-cortex-a9': ['armv7-unknown-linux-musleabihf', true, 'uClibc'],
  'unmatched-debian': ['riscv64gc-unknown-linux-gnu', true, '64-bit RISC-V'],
  'visionfive-2': ['riscv64gc-unknown-linux-gnu', true, 'RISC-V'],
  'virtual-beaglebone-black': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A8'],
  'virtual-pi-2': ['armv7-unknown-linux-gnueabihf', true, 'Cortex-A7'],
  'virtual-pi-3': ['armv7-unknown-linux-gnueabihf', true, 'CP15'],
  'virtual-pi-4': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'virtual-pi-5': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'virtual-pi-zero': ['arm-unknown-linux-gnueabi', true, 'soft-float ABI'],
  'virtual-rock-5b': ['aarch64-unknown-linux-gnu', true, '64-bit ARM'],
  'virtual-trimslice': ['armv7-unknown-linux-gnueabihf', true, 'd16–d31'],
  'virtual-visionfive-2': ['riscv64gc-unknown-linux-gnu', true, 'doubles in registers'],
  'wii-u-debian': ['powerpc-unknown-linux-gnu', true, '32-bit'],
  'wrt1900ac-v1-openwrt': ['armv7-unknown-linux-musleabihf', true, 'ARMv7'],
}

/** Targets that must, or must not, be among the alternatives. */
const ALTERNATIVES: Readonly<Record<string, readonly [string, boolean]>> = {
  'beaglebone-black-kali': ['thumbv7neon-unknown-linux-gnueabihf', true],
  'armada-xp-trusty': ['thumbv7neon-unknown-linux-gnueabihf', false],
  'sama5d3-debian': ['thumbv7neon-unknown-linux-gnueabihf', false],
  'armada-370-nas': ['arm-unknown-linux-gnueabihf', true],
  'pi-zero-w-raspbian': ['arm-unknown-linux-musleabihf', true],
  'pi-4-aarch64-open': ['armv7-unknown-linux-gnueabihf', true],
  'bpi-f3-armbian': ['riscv64a23-unknown-linux-gnu', false],
  'rt-ac68u-merlin': ['armv7-unknown-linux-uclibceabi', true],
  'virtual-pi-zero': ['arm-unknown-linux-musleabihf', true],
  'virtual-trimslice': ['thumbv7neon-unknown-linux-gnueabihf', false],
}

/** Code generation for that very board: never what it lacks. */
const TUNING: Readonly<Record<string, string | undefined>> = {
  'pi-4-aarch64-open': 'cortex-a72 -aes,-sha2',
  'odroid-c2-armbian': 'cortex-a53 -aes,-sha2',
  'nanopi-neo2-stretch': 'cortex-a53 ',
  'jetson-tx2': 'cortex-a57 ',
  'sama5d3-debian': 'cortex-a5 -d32',
  'armada-370-nas': 'generic -d32',
  'pi-1-b-2012': 'arm1176jzf-s ',
  'licheepi-4a': undefined,
  'licheepi-4a-no-device-tree': undefined,
  'milk-v-mars-ubuntu': 'sifive-u74 +zba,+zbb',
  'bpi-f3-armbian': 'spacemit-x60 -zbkc',
  'ryzen-x86-64-v4': 'x86-64-v4 ',
  'ea9200-openwrt': undefined,
  'virtual-pi-3': 'cortex-a53 +neon,-crc',
  'virtual-pi-4': 'cortex-a72 -aes,-sha2',
  'virtual-trimslice': 'cortex-a9 -d32',
}

const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

test('every recorded board is in the table, at least 40 of them', () => {
  assert.deepEqual(
    files.map((name) => name.replace('.json', '')).toSorted(),
    Object.keys(BOARDS).toSorted(),
  )
  assert.ok(files.length >= 40)
})

test('what was inferred is marked, and is there; what ferry probed was read', () => {
  for (const name of Object.keys(BOARDS)) {
    const facts = JSON.parse(readFileSync(resolve(folder, `${name}.json`), 'utf8')) as BoardFacts
    const inferred = facts.inferred ?? []
    const holds = (field: string): boolean => inferred.includes(field)
    for (const path of inferred) {
      let value: unknown = facts
      for (const key of path.split('.')) value = (value as Record<string, unknown>)[key]
      assert.ok(value !== undefined, `${name}: ${path}`)
    }
    if (facts.source?.startsWith('probed ') === true) assert.deepEqual(inferred, [], name)
    // No dump in a thread shows an ELF header, and the libc of a release is known from its packages.
    else {
      if (facts.userland) assert.ok(holds('userland'), name)
      if (facts.libc?.kind === 'glibc' && facts.os?.version) assert.ok(holds('libc'), name)
    }
  }
})

for (const [name, [target, certain, reason]] of Object.entries(BOARDS))
  test(`${name} → ${target ?? 'none'}`, async () => {
    const parsed = parseBoardFactsText(readFileSync(resolve(folder, `${name}.json`), 'utf8'))
    assert.equal(parsed.kind, 'facts')
    assert.ok(parsed.kind === 'facts' && parsed.facts.source !== undefined)
    const report = await chooseForFacts(parsed.facts)
    assert.equal(report.target, target)
    assert.equal(report.certain, certain)
    const told = [...report.why, ...report.warnings].join(' ')
    assert.ok(told.includes(reason), told)
    const alternative = ALTERNATIVES[name]
    if (alternative)
      assert.equal(
        report.alternatives.some((a) => a.target === alternative[0]),
        alternative[1],
      )
    if (name in TUNING) {
      const { tuning } = report
      assert.equal(tuning && `${tuning.cpu} ${tuning.features.join(',')}`, TUNING[name])
    }
  })
