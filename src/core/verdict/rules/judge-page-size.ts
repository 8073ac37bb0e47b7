import type { Segment } from '../../elf/elf-facts.ts'
import { PT } from '../../elf/read-segments.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** ARM and AArch64 kernels may have larger pages; elsewhere 4 KiB is all there is (mips and powerpc64 boards tell in their facts). */
const varying: ReadonlySet<string> = new Set(['arm', 'aarch64'])

/**
 * elf/page-size: segments that cannot be mapped with the board's pages. The kernel maps file pages
 * to memory pages, so offset and address must agree modulo the page (fs/binfmt_elf.c, elf_map);
 * glibc also refuses libraries whose alignment is less than a page (elf/dl-load.c: "ELF load
 * command alignment not page-aligned").
 */
export function judgePageSize({ elf, board, role }: JudgeContext): readonly Remark[] {
  const page = board.kernel?.pageSize
  const loads = elf.segments.filter((s) => s.type === PT.load)
  const least = Math.min(...loads.map((s) => s.align || 1))
  if (role === 'object' || loads.length === 0) return []
  if (page === undefined) {
    const isSmall = least < 65_536 && worstPage(loads) !== undefined
    const mayVary = varying.has(elf.machine) && board.kernel?.machine === 'aarch64'
    if (!isSmall || !mayVary) return []
    return [remark('warning', least, 'unknown', 'the board’s page size was not asked for')]
  }
  const got = `${page} bytes`
  if (loads.some((s) => isMisplaced(s, page))) {
    const why = 'a segment’s place in the file and its address do not fit such pages'
    return [remark('error', least, got, why)]
  }
  if (least >= page) return []
  if (role === 'library') {
    const why = 'the loader refuses a library whose segments are aligned to less than a page'
    return [remark('error', least, got, why)]
  }
  const overlap = overlapping(loads, page)
  if (!overlap) return []
  const why = 'two segments with different rights share a page, so one of them loses its rights'
  return [remark('warning', least, got, why)]
}

function isMisplaced(segment: Segment, page: number): boolean {
  return segment.fileSize > 0 && (segment.vaddr - segment.offset) % page !== 0
}

/** The smallest page above 4 KiB that the segments do not fit. */
function worstPage(loads: readonly Segment[]): number | undefined {
  return [16_384, 65_536].find((page) => loads.some((s) => isMisplaced(s, page)))
}

function overlapping(loads: readonly Segment[], page: number): boolean {
  return loads.some((one, i) => {
    const next = loads[i + 1]
    if (!next || next.flags === one.flags) return false
    const end = Math.ceil((one.vaddr + one.memorySize) / page)
    return Math.floor(next.vaddr / page) < end
  })
}

function remark(severity: 'error' | 'warning', align: number, got: string, why: string): Remark {
  const need = `pages of ${align} bytes or less`
  const known = severity === 'error'
  return { code: 'elf/page-size', severity, args: { known, align, why }, need, got }
}
