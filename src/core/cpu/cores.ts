import { CPUS } from '../knowledge/cpus.ts'
import { parseTable } from '../knowledge/parse-table.ts'

/** One core of facts/cpus.tsv. */
export interface Core {
  /** As BoardCpu.core: `cortex-a72`, `sifive-u74`. */
  readonly name: string
  /** Device-tree compatible of the cpu node. */
  readonly compatible: string
  readonly label: string
  /** Instruction set as its maker writes it: `ARMv6KZ`, `rv64imafdc_zba_zbb`. */
  readonly isa: string
  /** ARM architecture number, missing for others. ARMv4 without Thumb is 4, with Thumb 4.5. */
  readonly level?: number
  readonly bits: 32 | 64
  /** Can run 32-bit ARM programs; undefined: the maker decides, or not known. */
  readonly aarch32?: boolean
  /** VFP that every chip with this core has; undefined: the SoC's maker decides. */
  readonly fpu?: 'none' | 'v2' | 'd16' | 'd32'
  readonly neon?: boolean
  /** Name for `-C target-cpu`, where LLVM has one. */
  readonly llvm?: string
  /** Has the AES and SHA instructions: `?` where the SoC's maker decides. */
  readonly crypto: 'yes' | 'no' | '?'
  /** Features that rustc turns on for that `-C target-cpu`. */
  readonly features: readonly string[]
  readonly implementer?: string
  readonly parts: readonly string[]
}

let cores: readonly Core[] | undefined

/** Every core of the table, in its order. */
export function allCores(): readonly Core[] {
  cores ??= parseTable(CPUS).map(toCore)
  return cores
}

/** The core of that name (`Cortex-A72`, `cortex-a72`), or undefined. */
export function findCore(name: string): Core | undefined {
  const wanted = name.toLowerCase()
  return allCores().find((core) => core.name === wanted || core.label.toLowerCase() === wanted)
}

/** The core of a device-tree cpu node's compatible entry, `arm,cortex-a72`. */
export function coreByCompatible(compatible: string): Core | undefined {
  return allCores().find((core) => core.compatible === compatible)
}

/**
 * The core of a MIDR implementer and part as /proc/cpuinfo prints them (`0x41`, `0xd08`).
 * Sources: arch/arm64/include/asm/cputype.h and arch/arm/include/asm/cputype.h of Linux, by facts/cpus.tsv.
 */
export function coreByMidr(implementer: string, part: string): Core | undefined {
  const wanted = Number.parseInt(part, 16)
  const maker = Number.parseInt(implementer, 16)
  return allCores().find(
    (core) =>
      core.implementer !== undefined &&
      Number.parseInt(core.implementer, 16) === maker &&
      core.parts.some((p) => Number.parseInt(p, 16) === wanted),
  )
}

function toCore(cells: readonly string[]): Core {
  const at = (index: number): string => cells[index] ?? ''
  const level = at(4) === '4t' ? 4.5 : Number(at(4))
  const fpu = at(7)
  return {
    name: at(0),
    compatible: at(1),
    label: at(2),
    isa: at(3),
    ...(level > 0 && { level }),
    bits: at(5) === '64' ? 64 : 32,
    ...(at(6) === 'yes' && { aarch32: true }),
    ...(at(6) === 'no' && { aarch32: false }),
    ...((fpu === 'none' || fpu === 'v2' || fpu === 'd16' || fpu === 'd32') && { fpu }),
    ...((at(8) === 'yes' || at(8) === 'no') && { neon: at(8) === 'yes' }),
    ...(at(9) && { llvm: at(9) }),
    crypto: at(13) === 'yes' || at(13) === 'no' ? (at(13) as 'yes' | 'no') : '?',
    features: at(14) ? at(14).split(',') : [],
    ...(at(11) && { implementer: at(11) }),
    parts: at(12) ? at(12).split(',') : [],
  }
}
