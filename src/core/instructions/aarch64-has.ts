import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from '../cpu/arm-silicon.ts'
import type { Core } from '../cpu/cores.ts'
import type { Has } from './has.ts'
import { hwcapNames } from './hwcap-names.ts'

/** The kernel's name of a feature → rustc's, where both have one (rustc --print target-features; arch/arm64/kernel/cpuinfo.c). */
const rustcNames: Readonly<Record<string, string>> = {
  atomics: 'lse',
  lrcpc: 'rcpc',
  ilrcpc: 'rcpc2',
  crc32: 'crc',
  asimdrdm: 'rdm',
  asimddp: 'dotprod',
  fphp: 'fp16',
  asimdhp: 'fp16',
  asimdfhm: 'fhm',
  jscvt: 'jsconv',
  frint: 'frintts',
  flagm2: 'altnzcv',
}

/** Optional for the SoC's maker on every core (Arm's technical reference manuals, “Cryptographic Extension”). */
const cryptographic: ReadonlySet<string> = new Set([
  'aes',
  'pmull',
  'sha1',
  'sha2',
  'sha3',
  'sha512',
  'sm3',
  'sm4',
])

/** By the list of features, else by HWCAP, else by what every core of that kind has. */
export function aarch64Has(feature: string, board: BoardFacts): Has {
  const core = findBoardCore(board)
  const listed = board.cpu?.features ?? []
  const byBits = hwcapNames('aarch64', board.cpu?.hwcap, board.cpu?.hwcap2)
  const has = [...listed, ...byBits]
  if (has.includes(feature)) return { has: true, from: 'features that its kernel lists' }
  const byCore = core === undefined ? undefined : coreHas(core, feature)
  // An old kernel does not name what is newer than itself: the core then tells more than the list.
  if (byCore === true && !cryptographic.has(feature)) {
    return { has: true, from: `every ${core?.label} has it` }
  }
  if (has.includes('asimd') || has.includes('fp')) {
    return { has: false, from: describe(core, 'its kernel does not list it') }
  }
  // AT_HWCAP and cpuinfo of a 32-bit userland name features of 32-bit code only.
  if (byCore === undefined) return { has: undefined, from: describe(core, 'its CPU is not known') }
  return { has: byCore, from: `the core is ${core?.label}` }
}

function coreHas(core: Core, feature: string): boolean | undefined {
  if (core.bits !== 64) return undefined
  if (cryptographic.has(feature)) {
    const newer = !['aes', 'pmull', 'sha1', 'sha2'].includes(feature)
    if (core.crypto === 'no') return false
    return core.crypto === 'yes' && !newer ? true : undefined
  }
  // A core that LLVM does not know has no list of features here.
  if (core.features.length === 0) return undefined
  return core.features.includes(rustcNames[feature] ?? feature)
}

function describe(core: Core | undefined, otherwise: string): string {
  return core === undefined ? otherwise : `${core.label}: ${otherwise}`
}
