import type { BoardFacts } from '../board/board-facts.ts'
import type { Has } from './has.ts'
import { s390Levels } from './scan/s390-opcodes.ts'

/** What each machine brought, newest first: names of /proc/cpuinfo and bits of AT_HWCAP (arch/s390/include/asm/elf.h). */
const marks: readonly (readonly [level: string, feature: string, bit: number])[] = [
  ['z16', 'nnpa', 20],
  ['z15', 'vxe2', 15],
  ['z14', 'vxe', 13],
  ['z13', 'vx', 11],
  ['zEC12', 'te', 10],
  ['z9-ec', 'dfp', 6],
  ['z9-109', 'eimm', 5],
  ['z990', 'ldisp', 4],
]

/** Machines of the z line by AT_PLATFORM, else by the features that the kernel lists. */
export function s390Has(level: string, { cpu }: BoardFacts): Has {
  const needed = s390Levels.indexOf(level)
  const platform = s390Levels.indexOf(cpu?.platform ?? '')
  if (platform >= 0) return { has: platform >= needed, from: cpu?.platform ?? '' }
  const hwcap = Number(cpu?.hwcap ?? Number.NaN)
  const isKnown = cpu?.features !== undefined || Number.isFinite(hwcap)
  if (!isKnown || needed < 0) return { has: undefined, from: 'its CPU is not known' }
  const found = marks.find(
    ([, feature, bit]) => cpu?.features?.includes(feature) === true || ((hwcap >>> bit) & 1) === 1,
  )
  const own = s390Levels.indexOf(found?.[0] ?? 'z900')
  if (own >= needed)
    return { has: true, from: `its kernel lists ${found?.[1] ?? 'z/Architecture'}` }
  // No feature's name tells z10 and z196 from what came before, and transactions may be turned off.
  const isTold = marks.some(([name, feature]) => name === level && feature !== 'te')
  return {
    has: isTold || needed > s390Levels.indexOf('zEC12') ? false : undefined,
    from: 'its kernel does not list it',
  }
}
