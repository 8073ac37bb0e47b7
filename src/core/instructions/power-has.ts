import type { BoardFacts } from '../board/board-facts.ts'
import type { Has } from './has.ts'

/** PPC_FEATURE2_ARCH_3_00 and _ARCH_3_1 (arch/powerpc/include/uapi/asm/cputable.h). */
const bits: Readonly<Record<string, number>> = { arch_3_00: 0x0080_0000, arch_3_1: 0x0004_0000 }

/** The first AT_PLATFORM that has it. */
const since: Readonly<Record<string, number>> = { arch_3_00: 9, arch_3_1: 10 }

/** Releases of the Power ISA by AT_HWCAP2, else by AT_PLATFORM. */
export function powerHas(feature: string, { cpu }: BoardFacts): Has {
  const bit = bits[feature]
  const second = Number(cpu?.hwcap2 ?? Number.NaN)
  if (bit !== undefined && Number.isFinite(second) && second !== 0) {
    return { has: (second & bit) !== 0, from: 'AT_HWCAP2' }
  }
  const platform = Number(/^power(\d+)/i.exec(cpu?.platform ?? cpu?.core ?? '')?.[1])
  const least = since[feature]
  if (least === undefined || Number.isNaN(platform)) {
    return { has: undefined, from: 'its CPU is not known' }
  }
  return { has: platform >= least, from: `POWER${platform}` }
}
