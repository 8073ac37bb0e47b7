import type { Finding } from '../verdict/finding.ts'
import { settleByCode } from './settle-by-code.ts'

/**
 * Puts what a look at all instructions found (readHeldUses) beside what was judged by attributes.
 * Where all code was seen and none of it is too new, that decides. Where Tag_CPU_arch alone stands
 * against a start and no such instruction lies on the one way that every start takes, the error
 * becomes a warning: the tag is a promise of the compiler, not an instruction.
 */
export function settleByScan(
  judged: readonly Finding[],
  found: readonly Finding[],
  whole: boolean,
): readonly Finding[] {
  const isCertain = found.some(({ severity }) => severity === 'error')
  const isClean = found.every(({ severity }) => severity === 'note')
  if (whole && isClean) return settleByCode(judged, found, true)
  const weighed = judged.map((finding): Finding => {
    const isTag = finding.code === 'elf/cpu-too-new' && finding.severity === 'error'
    if (!isTag || isCertain) return finding
    return {
      ...finding,
      severity: 'warning',
      message: `${finding.message} Whether a start comes by one of its newer instructions was not looked at.`,
    }
  })
  return [...weighed, ...found]
}
