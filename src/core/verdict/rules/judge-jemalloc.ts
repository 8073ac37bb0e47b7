import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/jemalloc-page-size: jemalloc is built for one page size and, on larger pages, ends with
 * "<jemalloc>: Unsupported system page size" (src/pages.c, pages_boot). Raspberry Pi 5 has 16 KiB
 * pages (facts/README.md, trap 7). Needs a scan of the file for jemalloc.
 */
export function judgeJemalloc({ elf, board }: JudgeContext): readonly Remark[] {
  const found = elf.scan?.jemalloc
  const page = board.kernel?.pageSize
  if (!found || page === undefined || page <= 4096) return []
  const lgPage = Math.ceil(Math.log2(page))
  const got = `${page} bytes`
  const crates = (elf.scan?.crates ?? []).filter((name) => name.includes('jemalloc'))
  const guilty = [found.seen, ...crates]
  const code = 'elf/jemalloc-page-size'
  if (found.pageSize === undefined) {
    const need = 'the page size that jemalloc was built for, which the file does not tell'
    return [
      {
        code,
        severity: 'warning',
        args: { known: false, lgPage },
        need,
        got,
        guilty,
      },
    ]
  }
  if (found.pageSize >= page) return []
  const need = `pages of ${found.pageSize} bytes or less`
  return [{ code, severity: 'error', args: { known: true, lgPage }, need, got, guilty }]
}
