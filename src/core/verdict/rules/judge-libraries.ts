import type { JudgeContext } from '../judge-context.ts'
import { findLibrary } from '../library-search.ts'
import type { Remark } from '../remark.ts'

/** elf/library-missing: "error while loading shared libraries: …: cannot open shared object file". What the probe could not list is unknown, not missing. */
export function judgeLibraries(context: JudgeContext): readonly Remark[] {
  const { elf } = context
  const searched = [...elf.rpath, ...elf.runpath]
  return elf.needed.flatMap((library): readonly Remark[] => {
    const standing = findLibrary(context, library)
    if (standing.kind === 'found') return []
    const known = standing.kind === 'missing'
    const other = standing.kind === 'missing' ? standing.other : undefined
    return [
      {
        code: 'elf/library-missing',
        severity: known ? 'error' : 'warning',
        args: { known, library, searched, ...(other === undefined ? {} : { other }) },
        need: library,
        got:
          standing.kind === 'unknown' ? `unknown: ${standing.why}` : (other ?? 'not on the board'),
      },
    ]
  })
}
