import type { BoardFacts } from '../board/board-facts.ts'
import { readArmSilicon, type ArmSilicon } from '../cpu/arm-silicon.ts'
import type { Has } from './has.ts'
import { hwcapNames } from './hwcap-names.ts'

/** Divides in hardware and fuses multiply and add: Cortex-A5 has VFPv4 alone (technical reference manuals; facts/cpus.tsv). */
const dividing: readonly string[] = [
  'cortex-a7',
  'cortex-a12',
  'cortex-a15',
  'cortex-a17',
  'krait',
  'brahma-b15',
]
const notDividing: readonly string[] = ['cortex-a5', 'cortex-a8', 'cortex-a9', 'scorpion']

/** For 32-bit code. Levels by the silicon, the rest by the list of features, HWCAP or the core. */
export function armHas(feature: string, board: BoardFacts): Has {
  const silicon = readArmSilicon(board)
  const listed = [
    ...(board.cpu?.features ?? []),
    ...hwcapNames('arm', board.cpu?.hwcap, board.cpu?.hwcap2),
  ]
  const { level, core } = silicon
  const from = silicon.levelFrom ?? silicon.fpuFrom ?? 'its CPU is not known'
  const byLevel = hasByLevel(feature, level, core?.name)
  if (byLevel !== 'no level') return { has: byLevel, from }
  if (feature === 'neon') return { has: silicon.neon, from: silicon.fpuFrom ?? from }
  const byFloat = hasFloat(feature, silicon)
  if (byFloat !== 'no float') return { has: byFloat, from: silicon.fpuFrom ?? from }
  if (level !== undefined && level < 7) return { has: false, from }
  if (listed.includes(feature)) return { has: true, from: 'features that its kernel lists' }
  if (level !== undefined && level >= 8) return newOnArmv8(feature, listed, silicon)
  if (feature === 'fp16' && (listed.includes('vfpv4') || core?.name === 'cortex-a9')) {
    return { has: true, from }
  }
  if (isListOf32(listed)) {
    // No name of its own in the list: VFPv3 with half precision is Cortex-A9's (DDI 0408).
    const has = feature === 'fp16' && core === undefined ? undefined : false
    return { has, from: 'its kernel does not list it' }
  }
  if (core && dividing.includes(core.name)) return { has: isOfDividing(feature), from: core.label }
  if (core && notDividing.includes(core.name)) {
    return { has: core.name === 'cortex-a5' && feature === 'vfpv4', from: core.label }
  }
  return { has: level === 7 && !isOfDividing(feature) ? false : undefined, from }
}

function hasByLevel(
  feature: string,
  level: number | undefined,
  core: string | undefined,
): boolean | undefined | 'no level' {
  const needed = { v6: 6, v6k: 6, v6t2: 7, thumb2: 7, v7: 7, v8: 8 }[feature]
  if (needed === undefined) return 'no level'
  if (level === undefined) return undefined
  // ARM1136 has ARMv6K from its revision 1 on.
  if (feature === 'v6k' && level === 6) {
    return core === 'arm1176jzf-s' || core === 'arm11mpcore' ? true : undefined
  }
  return level >= needed
}

function hasFloat(feature: string, { fpu }: ArmSilicon): boolean | undefined | 'no float' {
  const rank = { none: 0, v2: 1, d16: 2, d32: 3 } as const
  const needed = { vfp: 1, vfpv3: 2, vfpd32: 3 }[feature]
  if (needed === undefined) return 'no float'
  return fpu === undefined ? undefined : rank[fpu] >= needed
}

function newOnArmv8(feature: string, listed: readonly string[], { core }: ArmSilicon): Has {
  if (['idiva', 'idivt', 'vfpv4', 'fp16'].includes(feature)) {
    return { has: true, from: 'ARMv8 has it' }
  }
  if (feature === 'crc32' && core?.features.includes('crc')) {
    return { has: true, from: `every ${core.label} has it` }
  }
  const optional = ['aes', 'pmull', 'sha1', 'sha2', 'crc32'].includes(feature)
  if (optional && (isListOf32(listed) || listed.includes('asimd'))) {
    return { has: false, from: 'its kernel does not list it' }
  }
  if (optional && core?.crypto === 'no') return { has: false, from: core.label }
  if (listed.includes('asimd')) return { has: false, from: 'its kernel does not list it' }
  // A 32-bit /proc/cpuinfo names the later ones only from Linux 6.2 on.
  return { has: undefined, from: 'its kernel may not name it' }
}

function isListOf32(listed: readonly string[]): boolean {
  return listed.includes('half')
}

function isOfDividing(feature: string): boolean {
  return ['idiva', 'idivt', 'vfpv4', 'fp16'].includes(feature)
}
