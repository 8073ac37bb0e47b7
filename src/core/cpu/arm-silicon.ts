import type { BoardFacts } from '../board/board-facts.ts'
import { coreByMidr, findCore } from './cores.ts'
import type { Core } from './cores.ts'
import { socQuirk } from './soc-quirks.ts'

/** What is known of an ARM board's silicon, each with where it is known from. */
export interface ArmSilicon {
  readonly core?: Core
  /** Architecture: 4, 4.5 (v4T), 5, 6, 7, 8, 9. */
  readonly level?: number
  readonly levelFrom?: string
  /** `v2`: VFPv2; `d16`, `d32`: VFPv3 or later with that many double registers. */
  readonly fpu?: 'none' | 'v2' | 'd16' | 'd32'
  readonly neon?: boolean
  readonly fpuFrom?: string
  /** Can run 32-bit programs. */
  readonly aarch32?: boolean
}

/** Reads the silicon from core, MIDR, features, SoC, AT_PLATFORM and `uname -m`, the most reliable first. */
export function readArmSilicon(facts: BoardFacts): ArmSilicon {
  const core = findBoardCore(facts)
  return {
    ...(core && { core }),
    ...level(facts, core),
    ...floatUnit(facts, core),
    ...aarch32(core),
  }
}

/** The core by its name, or else by MIDR. */
export function findBoardCore(facts: BoardFacts): Core | undefined {
  const { core, implementer, part } = facts.cpu ?? {}
  return (
    (core === undefined ? undefined : findCore(core)) ??
    (implementer && part ? coreByMidr(implementer, part) : undefined)
  )
}

function aarch32(core: Core | undefined): Pick<ArmSilicon, 'aarch32'> {
  if (core?.aarch32 !== undefined) return { aarch32: core.aarch32 }
  return core !== undefined && core.bits === 32 ? { aarch32: true } : {}
}

function level(facts: BoardFacts, core: Core | undefined): Pick<ArmSilicon, 'level' | 'levelFrom'> {
  if (core?.level !== undefined)
    return { level: core.level, levelFrom: `the core is ${core.label} (${core.isa})` }
  const features = facts.cpu?.features ?? []
  if (features.includes('asimd')) return { level: 8, levelFrom: 'cpuinfo lists asimd' }
  const { platform, architecture, isa } = facts.cpu ?? {}
  const byTable = isa === undefined ? undefined : levelOfName(isa)
  if (byTable !== undefined) return { level: byTable, levelFrom: `its SoC is ${String(isa)}` }
  const byPlatform = platform === undefined ? undefined : levelOfName(platform)
  if (byPlatform !== undefined)
    return { level: byPlatform, levelFrom: `AT_PLATFORM is ${String(platform)}` }
  const machine = facts.kernel?.machine
  const byMachine = machine === undefined ? undefined : levelOfName(machine)
  if (byMachine !== undefined)
    return { level: byMachine, levelFrom: `uname -m is ${String(machine)}` }
  const seventh = features.find((f) =>
    /^(neon|vfpv[34]|vfpv3d16|vfpd32|thumbee|idiv[at]|lpae)$/.test(f),
  )
  if (seventh) return { level: 7, levelFrom: `cpuinfo lists ${seventh}` }
  const quirk = socQuirk(facts.board?.compatible ?? [])
  if (quirk) return { level: 7, levelFrom: `the SoC is ${quirk.soc}` }
  // `7` is no evidence: ARM1176 (ARMv6) prints it, since its ID registers use the later scheme (arch/arm/kernel/setup.c).
  const printed = /^(4T|[4568])/.exec(architecture ?? '')?.[1]
  if (architecture === 'AArch64') return { level: 8, levelFrom: 'cpuinfo says AArch64' }
  if (printed)
    return {
      level: printed === '4T' ? 4.5 : Number(printed),
      levelFrom: `cpuinfo says CPU architecture ${String(architecture)}`,
    }
  return {}
}

/** `armv7l`, `v7l`, `armv5tejl`, `aarch64`: names made by the kernel from the CPU, not from its configuration (arch/arm/mm/proc-*.S). */
function levelOfName(name: string): number | undefined {
  if (name.startsWith('aarch64') || name === 'arm64') return 8
  const found = /^(?:arm)?v(4t?|[5-9])(?!-[mr])/.exec(name)?.[1]
  return found === undefined ? undefined : found === '4t' ? 4.5 : Number(found)
}

function floatUnit(
  facts: BoardFacts,
  core: Core | undefined,
): Pick<ArmSilicon, 'fpu' | 'neon' | 'fpuFrom'> {
  const features = facts.cpu?.features ?? []
  const has = (name: string): boolean => features.includes(name)
  const fpuFrom = 'cpuinfo features'
  if (has('asimd')) return { fpu: 'd32', neon: true, fpuFrom }
  if (has('half') || has('swp')) {
    const neon = has('neon')
    if (has('vfpd32') || neon) return { fpu: 'd32', neon, fpuFrom }
    if (has('vfpv3d16')) return { fpu: 'd16', neon, fpuFrom }
    // Kernels before 3.13 print no vfpd32; they print vfpv3d16 where there are 16.
    if (has('vfpv3')) return { fpu: 'd32', neon, fpuFrom }
    if (has('vfpv4')) return { fpu: 'd16', neon, fpuFrom }
    return { fpu: has('vfp') ? 'v2' : 'none', neon, fpuFrom }
  }
  const quirk = socQuirk(facts.board?.compatible ?? [])
  if (quirk) return { fpu: quirk.fpu, neon: quirk.neon, fpuFrom: `the SoC is ${quirk.soc}` }
  return {
    ...(core?.fpu !== undefined && { fpu: core.fpu, fpuFrom: `every ${core.label} has it` }),
    ...(core?.neon !== undefined && { neon: core.neon }),
  }
}
