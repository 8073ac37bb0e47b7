import type { ElfFacts } from '../../elf/elf-facts.ts'
import { PT } from '../../elf/read-segments.ts'

/** A run of code in the file. */
export interface CodeRange {
  readonly offset: number
  readonly size: number
  readonly address: number
}

const mostBytes = 512 * 1024 * 1024

/** Sections of instructions (SHF_EXECINSTR), else the executable segments. */
export function codeRanges({ sections, segments, size: fileSize }: ElfFacts): readonly CodeRange[] {
  const isCode = (flags: number): boolean => (flags & 6) === 6
  const bySections = sections
    .filter((s) => s.type === 1 && isCode(s.flags))
    .map(({ offset, size, address }) => ({ offset, size, address }))
  const bySegments = segments
    .filter((s) => s.type === PT.load && (s.flags & 1) !== 0)
    .map((s) => ({ offset: s.offset, size: s.fileSize, address: s.vaddr }))
  let left = mostBytes
  return (bySections.length > 0 ? bySections : bySegments).flatMap((range) => {
    const inFile = Math.max(0, Math.min(range.size, fileSize - range.offset))
    const size = Math.min(inFile, left)
    left -= size
    return size > 0 && range.offset >= 0 ? [{ ...range, size }] : []
  })
}
