import type { ElfFacts } from '../../elf/elf-facts.ts'
import { DT, dynamicValue } from '../../elf/read-dynamic.ts'
import { PT } from '../../elf/read-segments.ts'

/** A run of code in the file. */
export interface CodeRange {
  readonly offset: number
  readonly size: number
  readonly address: number
}

const mostBytes = 512 * 1024 * 1024
const finiBytes = 24

/** Sections of instructions (SHF_EXECINSTR), else the executable segments. */
export function codeRanges(elf: ElfFacts): readonly CodeRange[] {
  const { sections, segments, size: fileSize } = elf
  const isCode = (flags: number): boolean => (flags & 6) === 6
  const bySections = sections
    .filter((s) => s.type === 1 && isCode(s.flags))
    .map(({ offset, size, address }) => ({ offset, size, address }))
  const bySegments = segments
    .filter((s) => s.type === PT.load && (s.flags & 1) !== 0)
    .map((s) => betweenInitAndFini(elf, { offset: s.offset, size: s.fileSize, address: s.vaddr }))
  // Sections of a damaged file may lie upon one another.
  let left = Math.min(mostBytes, fileSize)
  return (bySections.length > 0 ? bySections : bySegments).flatMap((range) => {
    const inFile = Math.max(0, Math.min(range.size, fileSize - range.offset))
    const size = Math.min(inFile, left)
    left -= size
    return size > 0 && range.offset >= 0 ? [{ ...range, size }] : []
  })
}

/**
 * Without section headers an executable segment may hold tables and texts as well. Linkers put all
 * code from .init to .fini (DT_INIT, DT_FINI); a function of .fini has a few instructions.
 */
function betweenInitAndFini({ dynamic }: ElfFacts, range: CodeRange): CodeRange {
  const [first, last] = [dynamicValue(dynamic, DT.init), dynamicValue(dynamic, DT.fini)]
  if (first === undefined || last === undefined) return range
  const end = Math.min(last + finiBytes, range.address + range.size)
  const isInside = first >= range.address && first < last && last < range.address + range.size
  if (!isInside) return range
  const skipped = first - range.address
  return { offset: range.offset + skipped, address: first, size: end - first }
}
