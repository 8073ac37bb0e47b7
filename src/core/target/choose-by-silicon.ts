import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore, readArmSilicon } from '../cpu/arm-silicon.ts'
import type { Draft, SeenUserland } from './draft.ts'
import { seeLibc } from './see-userland.ts'
import type { TargetWishes } from './target-choice.ts'

type Choose = (facts: BoardFacts, userland: SeenUserland, wishes: TargetWishes) => Draft
type Shape = Pick<SeenUserland, 'machine' | 'bits' | 'endian' | 'floatAbi'>

const MACHINES: readonly (readonly [RegExp, Shape])[] = [
  [/^(x86_64|amd64)$/, { machine: 'x86-64', bits: 64, endian: 'little' }],
  [/^i[3-6]86$/, { machine: 'i386', bits: 32, endian: 'little' }],
  [/^riscv64/, { machine: 'riscv', bits: 64, endian: 'little', floatAbi: 'hard' }],
  [/^riscv32/, { machine: 'riscv', bits: 32, endian: 'little', floatAbi: 'hard' }],
  [/^loongarch64/, { machine: 'loongarch', bits: 64, endian: 'little', floatAbi: 'hard' }],
  [/^ppc64le/, { machine: 'powerpc64', bits: 64, endian: 'little' }],
  [/^ppc64/, { machine: 'powerpc64', bits: 64, endian: 'big' }],
  [/^(ppc|powerpc)/, { machine: 'powerpc', bits: 32, endian: 'big' }],
  [/^s390x/, { machine: 's390', bits: 64, endian: 'big' }],
]

/**
 * The target where no program of the board was read: a board known by name or by its device tree alone. Certain
 * where the silicon leaves one kind of userland that distributions make; glibc is assumed where no system is named.
 */
export function chooseBySilicon(facts: BoardFacts, wishes: TargetWishes, choose: Choose): Draft {
  const libc = seeLibc(facts)
  const silicon = readArmSilicon(facts)
  const { level } = silicon
  if (level !== undefined) {
    const arm = (floatAbi: 'hard' | 'soft'): SeenUserland => ({
      machine: 'arm',
      bits: 32,
      endian: 'little',
      floatAbi,
      ...libc,
      from: `what systems for it are built as`,
    })
    const core64 = level >= 8 && silicon.core?.bits !== 32
    if (core64 && !hasKernel32(facts))
      return open64(facts, wishes, choose, silicon.aarch32 === false)
    if (level < 6) return choose(facts, arm('soft'), wishes)
    if (silicon.fpu === 'none') return choose(facts, arm('soft'), wishes)
    const hard = choose(facts, arm('hard'), wishes)
    if (silicon.fpu !== undefined) return hard
    return {
      ...hard,
      certain: false,
      why: [
        ...hard.why,
        `Whether this ${silicon.core?.label ?? 'core'} has a VFP is for the maker of the chip to decide, and the chip is not known.`,
      ],
      alternatives: [
        ...(hard.alternatives ?? []),
        {
          target: `armv7-unknown-linux-${libc.libc === 'musl' ? 'musleabi' : 'gnueabi'}`,
          when: '/proc/cpuinfo lists no vfp',
        },
      ],
    }
  }
  const machine = facts.kernel?.machine ?? machineOfCore(facts)
  if (/^p(ower)?pc$/.test(machine)) return openPowerpc(facts, wishes, choose)
  if (machine.startsWith('mips')) return openMips(facts, wishes, choose, machine)
  const shape = MACHINES.find(([pattern]) => pattern.test(machine))?.[1]
  if (shape) {
    const draft = choose(
      facts,
      { ...shape, ...libc, from: facts.kernel?.machine ? `uname -m is ${machine}` : 'by its core' },
      wishes,
    )
    const open = facts.kernel?.machine !== undefined && /^(x86_64|ppc64|s390x)/.test(machine)
    return open
      ? {
          ...draft,
          certain: false,
          why: [
            ...draft.why,
            'No program of the board was read: a 32-bit userland on that kernel is possible.',
          ],
        }
      : draft
  }
  return {
    target: undefined,
    certain: false,
    why: ['Neither a program of the board nor its CPU is known.'],
  }
}

/** A 32-bit ARM kernel prints its own features (`half thumb`) and calls itself armv7l or armv8l: no 64-bit program starts under it. */
function hasKernel32(facts: BoardFacts): boolean {
  if (/^armv\d/.test(facts.kernel?.machine ?? '')) return true
  return facts.kernel?.machine === undefined && (facts.cpu?.features ?? []).includes('half')
}

/** SoC makers whose MIPS boards have one endianness (OpenWrt: ath79 is big; ramips and Ingenic are little). */
const MIPS_LITTLE = /^(ralink|mediatek|ingenic|img|loongson),/
const MIPS_BIG = /^qca,/

function openMips(facts: BoardFacts, wishes: TargetWishes, choose: Choose, machine: string): Draft {
  const libc = { ...seeLibc(facts), libc: 'musl' } as const
  const bits = machine.startsWith('mips64') ? 64 : 32
  const draft = (endian: 'little' | 'big'): Draft =>
    choose(
      facts,
      { machine: 'mips', bits, endian, ...libc, from: 'what systems for it are built as' },
      wishes,
    )
  const compatible = facts.board?.compatible ?? []
  if (compatible.some((entry) => MIPS_LITTLE.test(entry))) return draft('little')
  if (compatible.some((entry) => MIPS_BIG.test(entry))) return draft('big')
  const big = draft('big')
  const little = draft('little')
  return {
    ...big,
    certain: false,
    why: [...big.why, 'Its endianness is not known: MIPS boards are made in both.'],
    alternatives:
      little.target === undefined
        ? []
        : [{ target: little.target, when: 'its system is little-endian (mipsel)' }],
  }
}

function openPowerpc(facts: BoardFacts, wishes: TargetWishes, choose: Choose): Draft {
  const libc = seeLibc(facts)
  const draft = choose(
    facts,
    { machine: 'powerpc', bits: 32, endian: 'big', ...libc, from: 'the least that its core runs' },
    wishes,
  )
  return {
    ...draft,
    certain: false,
    alternatives: [
      { target: 'powerpc64-unknown-linux-gnu', when: 'its system is 64-bit (e5500, e6500, 970)' },
      {
        target: 'powerpc-unknown-linux-gnuspe',
        when: 'its core is e500v1 or e500v2 (MPC85xx, P10xx, P20xx), which has no classic FPU',
      },
    ],
    why: [...draft.why, 'PowerPC boards differ in float unit and width, and neither is known.'],
  }
}

function machineOfCore(facts: BoardFacts): string {
  const isa = findBoardCore(facts)?.isa ?? facts.cpu?.isaString ?? facts.cpu?.isa ?? ''
  if (isa.startsWith('rv64')) return 'riscv64'
  if (isa.startsWith('rv32')) return 'riscv32'
  if (isa.startsWith('MIPS')) return 'mips'
  if (isa.startsWith('x86-64')) return 'x86_64'
  if (/^i[56]86/.test(isa)) return 'i586'
  return isa.toLowerCase()
}

function open64(facts: BoardFacts, wishes: TargetWishes, choose: Choose, only64: boolean): Draft {
  const libc = seeLibc(facts)
  const base = { endian: 'little', ...libc } as const
  const wide = choose(
    facts,
    { ...base, machine: 'aarch64', bits: 64, from: 'a 64-bit system' },
    wishes,
  )
  if (only64)
    return { ...wide, why: ['Its core runs 64-bit programs alone.', ...wide.why.slice(1)] }
  const narrow = choose(
    facts,
    { ...base, machine: 'arm', bits: 32, floatAbi: 'hard', from: 'a 32-bit system' },
    wishes,
  )
  const when =
    'the system on it is 32-bit (dpkg --print-architecture says armhf, getconf LONG_BIT says 32); uname -m tells the kernel alone'
  return {
    ...wide,
    certain: false,
    why: [
      'Its core runs 64-bit and 32-bit programs; the system that is installed decides. 64-bit is what most images for it are today.',
    ],
    alternatives: [
      ...(narrow.target === undefined ? [] : [{ target: narrow.target, when }]),
      ...(wide.alternatives ?? []),
    ],
  }
}
