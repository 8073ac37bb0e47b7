import type { Finding } from '../verdict/finding.ts'

/** What a file's attributes promise, not what its code does. */
const attributeCodes: ReadonlySet<string> = new Set(['elf/cpu-too-new', 'elf/cpu-feature'])

/**
 * Puts what was found in the code beside what was judged by attributes. Where the whole code was
 * looked into, it decides: a doubt by attributes becomes a note, and so does an error by
 * Tag_CPU_arch (`elf/cpu-too-new`) of a program none of whose instructions is too new. Other
 * errors stay: a loader that refuses the file does not look at its code.
 */
export function settleByCode(
  judged: readonly Finding[],
  found: readonly Finding[],
  whole: boolean,
): readonly Finding[] {
  if (!whole) return [...judged, ...found]
  const isClean = found.every(({ severity }) => severity === 'note')
  const settled = judged.map((finding): Finding => {
    if (!attributeCodes.has(finding.code) || finding.severity === 'note') return finding
    const isByTag = finding.code === 'elf/cpu-too-new' && isClean
    if (finding.severity === 'error' && !isByTag) return finding
    return {
      ...finding,
      severity: 'note',
      message: `${finding.message} Its code was looked into, and decides.`,
    }
  })
  return [...settled, ...found]
}
