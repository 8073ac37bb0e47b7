import { makeByteView } from '../bytes/byte-view.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { ElfProblem, Segment } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'

/** Linux refuses program headers of more than 64 KiB (fs/binfmt_elf.c, load_elf_phdrs). */
const mostSegments = 4096

export const PT: {
  readonly load: 1
  readonly dynamic: 2
  readonly interpreter: 3
  readonly note: 4
  readonly tls: 7
  readonly stack: 0x6474e551
  readonly processor3: 0x70000003
} = {
  load: 1,
  dynamic: 2,
  interpreter: 3,
  note: 4,
  tls: 7,
  stack: 0x6474e551,
  /** PT_RISCV_ATTRIBUTES and PT_MIPS_ABIFLAGS. */
  processor3: 0x70000003,
}

/** The program headers, in file order. Headers that lie outside the file are left out and become a problem. */
export function* readSegments(
  source: ByteSource,
  header: ElfHeader,
  problems: ElfProblem[],
): Reading<readonly Segment[]> {
  const size = header.bits === 64 ? 56 : 32
  if (header.segmentCount === 0) return []
  if (header.segmentSize !== size) {
    problems.push({ what: `program headers of ${header.segmentSize} bytes`, weight: 'fatal' })
    return []
  }
  const count = Math.min(header.segmentCount, mostSegments)
  const bytes = yield* source.fetch(header.segmentsAt, count * size)
  const view = makeByteView(bytes, header.endian)
  const found = Math.floor(bytes.length / size)
  if (found < header.segmentCount) {
    problems.push({ what: 'program headers lie outside the file', weight: 'fatal' })
  }
  return Array.from({ length: found }, (_, i) => segmentAt(view, i * size, header.bits))
}

function segmentAt(view: ReturnType<typeof makeByteView>, at: number, bits: 32 | 64): Segment {
  if (bits === 64) {
    return {
      type: view.u32(at),
      flags: view.u32(at + 4),
      offset: view.u64(at + 8),
      vaddr: view.u64(at + 16),
      fileSize: view.u64(at + 32),
      memorySize: view.u64(at + 40),
      align: view.u64(at + 48),
    }
  }
  return {
    type: view.u32(at),
    offset: view.u32(at + 4),
    vaddr: view.u32(at + 8),
    fileSize: view.u32(at + 16),
    memorySize: view.u32(at + 20),
    flags: view.u32(at + 24),
    align: view.u32(at + 28),
  }
}
