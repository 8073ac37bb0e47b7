import type { ElfProblem, Segment } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'
import { PT } from './read-segments.ts'

/**
 * The address space of programs at its largest: 4 GiB less the last MiB, which no 32-bit program
 * gets (arch/x86/include/asm/page_32_types.h, arch/arm64/include/asm/processor.h), and 64 TiB: half
 * of what x86-64 has, of which a third is left above a position-independent program.
 */
const mostMemory = { 32: 0xfff0_0000, 64: 2 ** 46 } as const

/**
 * What is wrong with the program headers of a program or library, by the tests of Linux
 * (fs/binfmt_elf.c: elf_load, load_elf_phdrs) and glibc (elf/dl-load.c).
 */
export function segmentProblems(
  header: ElfHeader,
  segments: readonly Segment[],
  size: number,
): readonly ElfProblem[] {
  if (header.type !== 2 && header.type !== 3) return []
  const fatal = (what: string): ElfProblem => ({ what, weight: 'fatal' })
  const loads = segments.filter((s) => s.type === PT.load)
  if (loads.length === 0) return [fatal('no loadable segment')]
  const problems: ElfProblem[] = []
  if (header.segmentCount * header.segmentSize > 65_536) {
    problems.push(fatal('more program headers than Linux accepts'))
  }
  const end = Math.max(...loads.map((s) => s.offset + s.fileSize))
  if (end > size) {
    const what = `the file is cut short: a segment ends at byte ${end}, the file at ${size}`
    problems.push(fatal(what))
  }
  if (loads.some((s) => s.fileSize > s.memorySize)) {
    problems.push(fatal('a segment has more bytes in the file than in memory'))
  }
  if (loads.some((s) => s.vaddr + s.memorySize > mostMemory[header.bits])) {
    problems.push(fatal('a segment asks for more memory than there are addresses'))
  }
  if (loads.every((s) => s.fileSize === 0)) {
    problems.push(fatal('no segment has any bytes (a file of debug information alone)'))
  }
  return problems
}
