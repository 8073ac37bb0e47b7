import { armArchNames } from '../../elf/arm-tags.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/**
 * Tag_CPU_arch → architecture as ArmSilicon.level counts it; v6T2 (8) lies between 6 and 7.
 * v6KZ and v6K add to v6 what user programs do not need (Arm DDI 0406, appendix on v6 variants).
 */
const levels: readonly number[] = [
  4, 4, 4.5, 5, 5, 5, 6, 6, 6.5, 6, 7, 6, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9,
]

/**
 * elf/cpu-too-new: Tag_CPU_arch above the board's architecture is an error, since the start files
 * and every object of the program may use it (facts/README.md, traps 1 and 2). elf/cp15-barrier:
 * ARMv6 code on ARMv8 cores uses barriers that the kernel must emulate (trap 6).
 */
export function judgeArmCpu(context: JudgeContext): readonly Remark[] {
  const { elf, silicon, board } = context
  if (elf.machine !== 'arm') return []
  const level = silicon.level ?? levelOfDistribution(context)
  const got = level === undefined ? 'unknown' : `ARMv${level === 4.5 ? '4T' : level}`
  if (elf.arm?.cpuArch === undefined) return judgeUntagged(context, level, got)
  const needLevel = levels[elf.arm.cpuArch] ?? 8
  const need = `ARM${armArchNames[elf.arm.cpuArch] ?? `architecture ${elf.arm.cpuArch}`}`
  if (level === undefined) {
    if (needLevel <= 5) return []
    return [{ code: 'elf/cpu-too-new', severity: 'warning', args: { known: false }, need, got }]
  }
  if (needLevel === 8 && level === 7) {
    // ARMv8 adds a handful of instructions to the 32-bit set; most programs have none of them.
    return [{ code: 'elf/cpu-too-new', severity: 'warning', args: { known: false }, need, got }]
  }
  if (needLevel > level) {
    const startFiles = level === 6 && needLevel === 7
    const from = silicon.levelFrom ?? `it runs ${board.os?.id ?? 'its'} packages`
    return [
      {
        code: 'elf/cpu-too-new',
        severity: 'error',
        args: { known: true, from, startFiles },
        need,
        got,
        guilty: makers(elf),
      },
    ]
  }
  const isV6 = needLevel >= 6 && needLevel < 7
  return isV6 && level >= 8
    ? [{ code: 'elf/cp15-barrier', severity: 'note', args: {}, need, got }]
    : []
}

/** Who made the file, by `.comment`: one of them was told, or takes for granted, that the CPU is that new. */
function makers({ toolchain: { rustc, compilers } }: ElfFacts): readonly string[] {
  return [...(rustc === undefined ? [] : [`rustc ${rustc}`]), ...compilers].slice(0, 8)
}

/** Debian's and Ubuntu's armhf is ARMv7 (Raspbian's is ARMv6): a board that runs it has it. */
function levelOfDistribution({ board }: JudgeContext): number | undefined {
  const id = board.os?.id
  const isArmv7 = board.packageArchitecture === 'armhf' && (id === 'debian' || id === 'ubuntu')
  return isArmv7 ? 7 : undefined
}

/** A file without attributes (no section headers) does not tell; from ARMv7 on hardly anything is too new. */
function judgeUntagged(
  { elf }: JudgeContext,
  level: number | undefined,
  got: string,
): readonly Remark[] {
  const isTagless = elf.arm === undefined && (level === undefined || level < 7)
  if (!isTagless) return []
  const need = 'not told: the file has no ARM attributes'
  return [{ code: 'elf/cpu-too-new', severity: 'warning', args: { known: false }, need, got }]
}
