import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import type { BoardFacts, Userland } from '../board/board-facts.ts'
import { RUST_TARGETS } from '../knowledge/rust-targets.ts'
import { chooseTarget } from './choose-target.ts'
import { parseRustTargets } from './rust-target.ts'
import type { TargetWishes } from './target-choice.ts'

const names = new Set(parseRustTargets(RUST_TARGETS).keys())
const armhf: Userland = {
  machine: 'arm',
  bits: 32,
  endian: 'little',
  floatAbi: 'hard',
  interpreter: '/lib/ld-linux-armhf.so.3',
}
const armel: Userland = { ...armhf, floatAbi: 'soft', interpreter: '/lib/ld-linux.so.3' }
const wide = (machine: string, more: Partial<Userland> = {}): Userland => ({
  machine,
  bits: 64,
  endian: 'little',
  ...more,
})

function check(
  what: string,
  facts: Omit<BoardFacts, 'schema'>,
  target: string | undefined,
  certain = target !== undefined,
  wishes?: TargetWishes,
): void {
  test(`${what} → ${target ?? 'none'}`, () => {
    const choice = chooseTarget({ schema: 'ferry.board/1', ...facts }, wishes)
    assert.equal(choice.target, target)
    assert.equal(choice.certain, certain)
    assert.ok(choice.why.length > 0)
  })
}

const a9d16 = {
  board: { compatible: ['compulab,trimslice', 'nvidia,tegra20'] },
  cpu: { core: 'cortex-a9' },
  userland: armhf,
}

check(
  'ARM1176, hard float',
  { cpu: { core: 'arm1176jzf-s' }, userland: armhf },
  'arm-unknown-linux-gnueabihf',
)
check(
  'ARM1176, armel',
  { cpu: { core: 'arm1176jzf-s' }, userland: armel },
  'arm-unknown-linux-gnueabi',
)
check(
  'ARM1176, Alpine',
  { cpu: { core: 'arm1176jzf-s' }, userland: { ...armhf, interpreter: '/lib/ld-musl-armhf.so.1' } },
  'arm-unknown-linux-musleabihf',
)
check(
  'ARM926, armel',
  { cpu: { core: 'arm926ej-s' }, userland: armel },
  'armv5te-unknown-linux-gnueabi',
)
check(
  'Kirkwood by uname',
  { kernel: { machine: 'armv5tel' }, userland: armel },
  'armv5te-unknown-linux-gnueabi',
)
check('ARM920T', { cpu: { core: 'arm920t' }, userland: armel }, 'armv4t-unknown-linux-gnueabi')
check('ARMv4 without Thumb', { cpu: { core: 'fa526' }, userland: armel }, undefined)
check(
  'Cortex-A7, armel',
  { cpu: { core: 'cortex-a7' }, userland: armel },
  'armv7-unknown-linux-gnueabi',
)
check(
  'Cortex-A9 of unknown make, hard float',
  { cpu: { core: 'cortex-a9' }, userland: armhf },
  'armv7-unknown-linux-gnueabihf',
)
check(
  'Cortex-A8, density',
  { cpu: { core: 'cortex-a8' }, userland: armhf },
  'thumbv7neon-unknown-linux-gnueabihf',
  true,
  { density: true },
)
check('Tegra 2, density', a9d16, 'armv7-unknown-linux-gnueabihf', true, { density: true })
check('Tegra 2, rustc 1.93', a9d16, 'armv7-unknown-linux-gnueabihf', true, { rustc: '1.93.1' })
check('Tegra 2, rustc 1.95', a9d16, 'arm-unknown-linux-gnueabihf', true, { rustc: '1.95.0' })
check(
  'static wished',
  { cpu: { core: 'cortex-a7' }, userland: armhf },
  'armv7-unknown-linux-musleabihf',
  true,
  { static: true },
)
check(
  'glibc older than std needs',
  { userland: wide('aarch64'), libc: { kind: 'glibc', version: '2.16' } },
  'aarch64-unknown-linux-musl',
)
check(
  'glibc just new enough',
  { userland: wide('aarch64'), libc: { kind: 'glibc', version: '2.17' } },
  'aarch64-unknown-linux-gnu',
)
check(
  'armhf of Debian, core unknown',
  { packageArchitecture: 'armhf', os: { id: 'debian' } },
  'armv7-unknown-linux-gnueabihf',
)
check('hard float, nothing else known', { userland: armhf }, 'arm-unknown-linux-gnueabihf', false)
check(
  'float ABI unknown',
  { cpu: { core: 'cortex-a7' }, userland: { machine: 'arm', bits: 32, endian: 'little' } },
  'armv7-unknown-linux-gnueabihf',
  false,
)
check(
  'big-endian ARM',
  { userland: { ...armhf, endian: 'big' } },
  'armeb-unknown-linux-gnueabi',
  false,
)
check(
  'aarch64 by uname alone',
  { kernel: { machine: 'aarch64' } },
  'aarch64-unknown-linux-gnu',
  false,
)
check(
  'armv7l by uname alone, Cortex-A53',
  { kernel: { machine: 'armv7l' }, cpu: { core: 'cortex-a53' } },
  'armv7-unknown-linux-gnueabihf',
)
check('a core without 32-bit mode', { cpu: { core: 'neoverse-v2' } }, 'aarch64-unknown-linux-gnu')
check(
  'aarch64 Alpine',
  { userland: wide('aarch64'), os: { id: 'alpine' }, libc: { kind: 'musl' } },
  'aarch64-unknown-linux-musl',
)
check(
  'aarch64 big-endian',
  { userland: wide('aarch64', { endian: 'big' }) },
  'aarch64_be-unknown-linux-gnu',
)
check('riscv64', { userland: wide('riscv', { floatAbi: 'hard' }) }, 'riscv64gc-unknown-linux-gnu')
check('riscv64 soft float', { userland: wide('riscv', { floatAbi: 'soft' }) }, undefined)
check(
  'riscv64 without compressed code',
  { userland: wide('riscv', { floatAbi: 'hard' }), cpu: { isaString: 'rv64imafd' } },
  'riscv64gc-unknown-linux-gnu',
  false,
)
check(
  'K210',
  { cpu: { core: 'canaan-k210' }, userland: wide('riscv', { floatAbi: 'hard' }) },
  undefined,
)
check(
  'x86-64 musl',
  { userland: wide('x86-64', { interpreter: '/lib/ld-musl-x86_64.so.1' }) },
  'x86_64-unknown-linux-musl',
)
check(
  'x32',
  { userland: { machine: 'x86-64', bits: 32, endian: 'little' } },
  'x86_64-unknown-linux-gnux32',
)
check(
  'x86 with SSE2',
  {
    cpu: { features: ['mmx', 'sse', 'sse2'] },
    userland: { machine: 'i386', bits: 32, endian: 'little' },
  },
  'i686-unknown-linux-gnu',
)
check(
  'Geode',
  { cpu: { core: 'geode' }, userland: { machine: 'i386', bits: 32, endian: 'little' } },
  'i586-unknown-linux-gnu',
)
check(
  'x86 of unknown make',
  { userland: { machine: 'i386', bits: 32, endian: 'little' } },
  'i686-unknown-linux-gnu',
  false,
)
check('s390x', { userland: wide('s390', { endian: 'big' }) }, 's390x-unknown-linux-gnu')
check('31-bit s390', { userland: { machine: 's390', bits: 32, endian: 'big' } }, undefined)
check(
  'loongarch64',
  { userland: wide('loongarch', { floatAbi: 'hard' }) },
  'loongarch64-unknown-linux-gnu',
)
check('powerpc64le', { userland: wide('powerpc64') }, 'powerpc64le-unknown-linux-gnu')
check('mips64 N64', { userland: wide('mips', { endian: 'big' }) }, 'mips64-unknown-linux-gnuabi64')
check(
  'mips N32',
  { userland: { machine: 'mips', bits: 32, endian: 'big', flags: 0x20 } },
  undefined,
)
check(
  'mips release 6',
  { userland: { machine: 'mips', bits: 32, endian: 'little', flags: 0x90000000 } },
  'mipsisa32r6el-unknown-linux-gnu',
)
check('sparc64', { userland: wide('sparc', { endian: 'big' }) }, 'sparc64-unknown-linux-gnu')
check('m68k', { userland: { machine: 'm68k', bits: 32, endian: 'big' } }, 'm68k-unknown-linux-gnu')
check(
  'a machine that rustc does not know',
  { userland: { machine: 'alpha', bits: 64, endian: 'little' } },
  undefined,
)
check('nothing known', {}, undefined)

test('never a feature that the board lacks: a Pi 4 has no AES', () => {
  const choice = chooseTarget({
    schema: 'ferry.board/1',
    cpu: { core: 'cortex-a72', features: ['fp', 'asimd', 'evtstrm', 'crc32', 'cpuid'] },
    userland: wide('aarch64'),
  })
  assert.deepEqual(choice.tuning?.features, ['-aes', '-sha2'])
})

test('whatever the facts say, the choice is a target of rustc or none, with a reason', () => {
  const word = fc.constantFrom(
    'arm',
    'aarch64',
    'riscv',
    'x86-64',
    'i386',
    'mips',
    'powerpc',
    'powerpc64',
    's390',
    'loongarch',
    'm68k',
    'sparc',
    'hexagon',
    '',
  )
  const facts = fc.record(
    {
      userland: fc.record({
        machine: word,
        bits: fc.constantFrom(32 as const, 64 as const),
        endian: fc.constantFrom('little' as const, 'big' as const),
        floatAbi: fc.constantFrom('hard' as const, 'soft' as const, 'single' as const),
        flags: fc.nat(),
        interpreter: fc.constantFrom(
          '/lib/ld-linux-armhf.so.3',
          '/lib/ld-musl-armhf.so.1',
          '/lib/ld-uClibc.so.0',
          '/system/bin/linker',
          '',
        ),
      }),
      cpu: fc.record(
        {
          core: fc.oneof(
            fc.string(),
            fc.constantFrom(
              'cortex-a9',
              'arm1176jzf-s',
              'fa526',
              'canaan-k210',
              'geode',
              'thead-c906',
            ),
          ),
          features: fc.array(
            fc.constantFrom('half', 'vfp', 'vfpv3d16', 'neon', 'asimd', 'sse2', 'spe', 'v'),
          ),
          isaString: fc.string(),
          platform: fc.string(),
        },
        { requiredKeys: [] },
      ),
      kernel: fc.record(
        {
          machine: fc.oneof(
            fc.string(),
            fc.constantFrom('aarch64', 'armv6l', 'armv7l', 'mips', 'ppc', 'riscv64', 'i586'),
          ),
          release: fc.string(),
        },
        { requiredKeys: [] },
      ),
      libc: fc.record({
        kind: fc.constantFrom(
          'glibc' as const,
          'musl' as const,
          'uclibc' as const,
          'bionic' as const,
        ),
        version: fc.string(),
      }),
      packageArchitecture: fc.constantFrom('armhf', 'armel', 'arm64', 'i386', 'x'),
      os: fc.record({ id: fc.constantFrom('debian', 'raspbian', 'openwrt', 'alpine', '') }),
    },
    { requiredKeys: [] },
  )
  const wishes = fc.record(
    { density: fc.boolean(), static: fc.boolean(), rustc: fc.string() },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(facts, wishes, (some, wish) => {
      const choice = chooseTarget({ schema: 'ferry.board/1', ...some }, wish)
      for (const name of [choice.target, ...choice.alternatives.map((a) => a.target)])
        assert.ok(name === undefined || names.has(name), name)
      assert.ok(choice.why.length > 0)
      assert.ok(choice.target !== undefined || !choice.certain)
    }),
    { numRuns: 1500 },
  )
})
