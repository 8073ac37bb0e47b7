import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** elf/not-elf and elf/damaged: what the kernel or the loader would refuse to read at all. */
export function judgeDamage({ elf }: JudgeContext): readonly Remark[] {
  if (elf.kind === 'not-elf') {
    const looksLike = elf.looksLike ?? 'data of an unknown kind'
    return [{ code: 'elf/not-elf', severity: 'error', args: { looksLike }, got: looksLike }]
  }
  const of = (weight: string): readonly string[] =>
    elf.problems.filter((p) => p.weight === weight).map((p) => p.what)
  const [fatal, partial] = [of('fatal'), of('partial')]
  if (fatal.length > 0) {
    return [
      { code: 'elf/damaged', severity: 'error', args: { problems: fatal }, got: fatal[0] ?? '' },
    ]
  }
  if (partial.length === 0) return []
  return [
    {
      code: 'elf/damaged',
      severity: 'warning',
      args: { problems: partial },
      got: partial[0] ?? '',
    },
  ]
}
