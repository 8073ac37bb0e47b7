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

/** elf/cpu-too-new for MIPS: Release 6 and earlier releases refuse each other's programs (arch/mips/kernel/elf.c). */
export function judgeMipsCpu({ elf, board }: JudgeContext): readonly Remark[] {
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
