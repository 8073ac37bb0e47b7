import { armFpNames } from '../../elf/arm-tags.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/cpu-feature for 32-bit ARM. Warnings alone: a static libc with variants that are chosen at
 * run time carries these tags legitimately (facts/README.md, trap 2).
 */
export function judgeCpuFeatures(context: JudgeContext): readonly Remark[] {
  const { elf, silicon } = context
  if (elf.machine !== 'arm' || !elf.arm) return []
  return [
    ...judgeFloatUnit(context),
    ...judgeThumb2(context),
    ...judgeDivision(context),
    ...judgeD16(context),
  ].map(({ need, features, why }): Remark => ({
    code: 'elf/cpu-feature',
    severity: 'warning',
    args: { known: false, features, why },
    need,
    got: describeUnit(silicon),
  }))
}

interface Lack {
  readonly need: string
  readonly features: readonly string[]
  readonly why: string
}

function judgeFloatUnit({ elf, silicon }: JudgeContext): readonly Lack[] {
  const fp = elf.arm?.fpArch ?? 0
  const simd = elf.arm?.simdArch ?? 0
  const why =
    'the tag may come from a library that looks at the CPU before it uses them, or from code that is always run'
  const name = armFpNames[fp] ?? `FP architecture ${fp}`
  const rank = { none: 0, v2: 1, d16: 2, d32: 3 } as const
  const needed = fp === 0 ? 0 : fp <= 2 ? 1 : [4, 6, 8].includes(fp) ? 2 : 3
  if (silicon.fpu !== undefined && needed > rank[silicon.fpu]) {
    return [{ need: name, features: [name], why }]
  }
  if (simd > 0 && silicon.neon === false) return [{ need: 'NEON', features: ['NEON'], why }]
  return []
}

function judgeThumb2({ elf, silicon }: JudgeContext): readonly Lack[] {
  const isV6 = elf.arm?.cpuArch !== undefined && [6, 7, 9].includes(elf.arm.cpuArch)
  const lacks = silicon.level !== undefined && silicon.level < 7
  if (elf.arm?.thumb !== 2 || !isV6 || !lacks) return []
  const why = 'the file is tagged ARMv6, yet some of its objects were made with Thumb-2'
  return [{ need: 'Thumb-2', features: ['Thumb-2'], why }]
}

/** Tag_DIV_use 2: integer division was allowed to the compiler, an extension of ARMv7 (Arm IHI 0045); cpuinfo calls it idiva and idivt. */
function judgeDivision({ elf, board, silicon }: JudgeContext): readonly Lack[] {
  const features = board.cpu?.features ?? []
  const isListed = features.includes('half') || features.includes('thumb')
  const hasIt = features.includes('idiva') || (silicon.level ?? 0) >= 8
  if (elf.arm?.division !== 2 || !isListed || hasIt) return []
  const why = 'its compiler was told that the CPU has them (look for target-cpu and -mcpu)'
  return [{ need: 'SDIV and UDIV', features: ['SDIV', 'UDIV'], why }]
}

/** rustc 1.94 and later use d16–d31 on ARMv7 whatever the tag says (rust-lang/rust#159973). */
function judgeD16({ elf, silicon }: JudgeContext): readonly Lack[] {
  const { rustc } = elf.toolchain
  const isHit = rustc !== undefined && compareVersions(rustc, '1.94') >= 0
  if (!isHit || silicon.fpu !== 'd16' || elf.arm?.cpuArch !== 10) return []
  const why = `rustc ${rustc} uses them in ARMv7 code, also in std (rust-lang/rust#159973)`
  return [{ need: 'd16–d31', features: ['d16–d31'], why }]
}

function describeUnit({ fpu, neon }: JudgeContext['silicon']): string {
  const unit = { none: 'no FPU', v2: 'VFPv2', d16: 'VFPv3-D16', d32: 'VFPv3' }
  const known = fpu === undefined ? 'unknown' : unit[fpu]
  return neon === false && fpu !== 'none' ? `${known}, no NEON` : known
}
