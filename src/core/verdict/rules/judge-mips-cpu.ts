import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** EF_MIPS_ARCH, bits 28–31 (include/elf/mips.h) → revision; 9 and 10 are Release 6, which is not a superset. */
const archNames: readonly string[] = [
  'MIPS I',
  'MIPS II',
  'MIPS III',
  'MIPS IV',
  'MIPS V',
  'MIPS32',
  'MIPS64',
  'MIPS32r2',
  'MIPS64r2',
  'MIPS32r6',
  'MIPS64r6',
]

/** Bits of `.MIPS.abiflags` → what /proc/cpuinfo calls the extension (include/elf/mips.h; arch/mips/kernel/proc.c). */
const extensions: readonly (readonly [bit: number, name: string])[] = [
  [0x1, 'dsp'],
  [0x2, 'dsp2'],
  [0x10, 'mdmx'],
  [0x20, 'mips3d'],
  [0x80, 'smartmips'],
  [0x200, 'msa'],
  [0x400, 'mips16'],
  [0x800, 'micromips'],
  [0x2000, 'dsp3'],
  [0x4000, 'mips16e2'],
  [0x40000, 'loongson-mmi'],
  [0x80000, 'loongson-cam'],
  [0x100000, 'loongson-ext'],
  [0x200000, 'loongson-ext2'],
]

/** elf/cpu-too-new and elf/cpu-feature for MIPS. */
export function judgeMipsCpu(context: JudgeContext): readonly Remark[] {
  return [...judgeLevel(context), ...judgeExtensions(context)]
}

/** The assembler notes every extension that an object uses, also one that is used behind a question. */
function judgeExtensions({ elf, board }: JudgeContext): readonly Remark[] {
  if (elf.machine !== 'mips' || board.userland?.machine !== 'mips') return []
  const has = board.cpu?.features ?? []
  const needed = extensions.filter(([bit]) => ((elf.mips?.ases ?? 0) & bit) !== 0)
  const lacking = needed.map(([, name]) => name).filter((name) => !has.includes(name))
  if (lacking.length === 0) return []
  const isListed = extensions.some(([, name]) => has.includes(name))
  const why = isListed
    ? 'not every object needs to use them, and some look at the CPU first'
    : 'the extensions of the board’s CPU are not known'
  return [
    {
      code: 'elf/cpu-feature',
      severity: 'warning',
      args: { known: false, features: lacking, why },
      need: lacking.join(', '),
      got: isListed ? has.join(', ').slice(0, 100) : 'unknown',
    },
  ]
}

/** Release 6 and earlier releases refuse each other's programs (arch/mips/kernel/elf.c). */
function judgeLevel({ elf, board }: JudgeContext): readonly Remark[] {
  const flags = board.userland?.flags
  if (elf.machine !== 'mips' || board.userland?.machine !== 'mips') return []
  const needArch = elf.flags >>> 28
  const need = archNames[needArch] ?? `MIPS architecture ${needArch}`
  if (flags === undefined) {
    return [
      {
        code: 'elf/cpu-too-new',
        severity: 'warning',
        args: { known: false },
        need,
        got: 'unknown',
      },
    ]
  }
  const gotArch = flags >>> 28
  const got = archNames[gotArch] ?? `MIPS architecture ${gotArch}`
  const isR6 = (arch: number): boolean => arch >= 9
  if (isR6(needArch) !== isR6(gotArch)) {
    const from = `its own programs are ${got}`
    return [{ code: 'elf/cpu-too-new', severity: 'error', args: { known: true, from }, need, got }]
  }
  // The userland's level is the least that the CPU has, not the most.
  if (needArch <= gotArch) return []
  return [
    {
      code: 'elf/cpu-too-new',
      severity: 'warning',
      args: { known: false },
      need,
      got: `${got} or later`,
    },
  ]
}
