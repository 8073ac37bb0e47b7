import type { Endian } from '../bytes/byte-view.ts'
import { armTags } from './arm-tags.ts'
import { readBuildAttributes } from './read-build-attributes.ts'

/** `.ARM.attributes` of vendor `aeabi`. Numbers as in Arm IHI 0045 ("Addenda to the ABI"). */
export interface ArmAttributes {
  /** Every attribute, by its name without `Tag_`: `CPU_arch` → 10; `Tag_N` where it has no name here. */
  readonly all: Readonly<Record<string, number | string>>
  /** Tag_CPU_arch; missing means pre-v4. */
  readonly cpuArch?: number
  /** Tag_CPU_arch_profile: `A`, `R`, `M`, `S`. */
  readonly profile?: string
  readonly cpuName?: string
  /** Tag_FP_arch: 1 VFPv1, 2 VFPv2, 3 VFPv3, 4 VFPv3-D16, 5 VFPv4, 6 VFPv4-D16, 7 FP for ARMv8, 8 its D16. */
  readonly fpArch?: number
  /** Tag_Advanced_SIMD_arch: 1 NEONv1, 2 with fused multiply-add, 3 ARMv8, 4 ARMv8.1. */
  readonly simdArch?: number
  /** Tag_THUMB_ISA_use: 1 Thumb-1, 2 Thumb-2, 3 as the architecture permits. */
  readonly thumb?: number
  /** Tag_ABI_VFP_args: 0 base (soft), 1 VFP registers, 2 custom, 3 compatible with both. */
  readonly vfpArgs?: number
  /** Tag_DIV_use: 0 by architecture, 1 none, 2 used in ARM state. */
  readonly division?: number
}

/** Reads the section; undefined where it is none. */
export function readArmAttributes(bytes: Uint8Array, endian: Endian): ArmAttributes | undefined {
  // Text: CPU_raw_name, CPU_name, and odd tags above 32 (IHI 0045, "Coding extensibility").
  const isText = (tag: number): boolean => tag === 4 || tag === 5 || (tag > 32 && tag % 2 === 1)
  const found = readBuildAttributes(bytes, endian, 'aeabi', isText)
  if (!found) return undefined
  const number = (tag: number): number | undefined => {
    const value = found.get(tag)
    return typeof value === 'number' ? value : undefined
  }
  const name = found.get(5)
  const profile = number(7)
  const facts = {
    cpuArch: number(6),
    profile:
      profile === undefined || profile === 0 ? undefined : String.fromCharCode(profile & 127),
    cpuName: typeof name === 'string' ? name : undefined,
    thumb: number(9),
    fpArch: number(10),
    simdArch: number(12),
    vfpArgs: number(28),
    division: number(44),
  }
  const all = Object.fromEntries(
    [...found].map(([tag, value]) => [armTags[tag] ?? `Tag_${tag}`, value]),
  )
  return { all, ...withoutUndefined(facts) }
}

type Defined<shape> = { [key in keyof shape]?: Exclude<shape[key], undefined> }

function withoutUndefined<shape extends object>(facts: shape): Defined<shape> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, v]) => v !== undefined),
  ) as Defined<shape>
}
