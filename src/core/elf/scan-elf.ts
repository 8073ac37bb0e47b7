import { makeByteView } from '../bytes/byte-view.ts'
import { encodeText } from '../bytes/encode-text.ts'
import { makeFindBytes } from '../bytes/find-bytes.ts'
import { decodeText } from '../bytes/decode-text.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { ScanFacts, Section, Segment } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'
import { PT } from './read-segments.ts'

/** What to look for beyond the tables of the file. */
export interface ScanRequest {
  /** Panic paths in read-only data: crates and the commit of rustc. */
  readonly crates?: boolean
  /** jemalloc, and the page size that it was built for. */
  readonly jemalloc?: boolean
}

const piece = 1024 * 1024
const overlap = 512
const findRegistry = makeFindBytes(encodeText('/registry/src/'))
const findRustc = makeFindBytes(encodeText('/rustc/'))
const findJemalloc = makeFindBytes(encodeText('<jemalloc>: '))
const mostScanned = 512 * 1024 * 1024

/** Looks through symbols and read-only data piece by piece. */
export function* scanElf(
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  sections: readonly Section[],
  request: ScanRequest,
): Reading<ScanFacts> {
  const bySymbols = request.jemalloc
    ? yield* jemallocBySymbols(source, header, sections)
    : undefined
  const found: Found = { crates: new Set() }
  if (request.crates || (request.jemalloc && !bySymbols)) {
    // Sections of a damaged file may lie upon one another.
    let left = Math.min(source.size, mostScanned)
    for (const { offset, size } of readOnlyData(segments, sections)) {
      yield* scanText(source, offset, Math.min(size, left), request, found)
      left -= Math.min(size, left)
    }
  }
  const jemalloc = bySymbols ?? (found.jemalloc ? { seen: found.jemalloc } : undefined)
  return {
    crates: [...found.crates].toSorted(),
    ...(found.commit === undefined ? {} : { rustcCommit: found.commit }),
    ...(jemalloc ? { jemalloc } : {}),
  }
}

interface Found {
  readonly crates: Set<string>
  commit?: string
  jemalloc?: string
}

function readOnlyData(
  segments: readonly Segment[],
  sections: readonly Section[],
): readonly { offset: number; size: number }[] {
  const named = sections.filter((s) => s.type === 1 && /^\.rodata|^\.data\.rel\.ro/.test(s.name))
  if (named.length > 0) return named.filter((s) => s.name.startsWith('.rodata'))
  return segments
    .filter((s) => s.type === PT.load && (s.flags & 2) === 0)
    .map((s) => ({ offset: s.offset, size: s.fileSize }))
}

function* scanText(
  source: ByteSource,
  offset: number,
  size: number,
  request: ScanRequest,
  found: Found,
): Reading<void> {
  for (let at = 0; at < size; at += piece - overlap) {
    const bytes = yield* source.fetch(offset + at, Math.min(piece, size - at))
    if (bytes.length === 0) return
    if (request.crates) findCrates(bytes, found)
    if (request.jemalloc && findJemalloc(bytes, 0) >= 0) {
      found.jemalloc = 'its messages'
    }
    if (at + piece >= size) return
  }
}

/** `…/registry/src/INDEX-1949cf8c6b5b557f/serde-1.0.200/src/lib.rs` and `/rustc/<40 hex>/library`. */
function findCrates(bytes: Uint8Array, found: Found): void {
  for (let at = findRegistry(bytes, 0); at >= 0;) {
    const text = decodeText(bytes.subarray(at, at + 300))
    const match =
      /^\/registry\/src\/[^/\0]+\/([A-Za-z0-9_-]+)-(\d+\.\d+\.\d+[A-Za-z0-9.+-]*)\//.exec(text)
    if (match && found.crates.size < 4096) found.crates.add(`${match[1]} ${match[2]}`)
    at = findRegistry(bytes, at + 14)
  }
  if (found.commit !== undefined) return
  for (let at = findRustc(bytes, 0); at >= 0; at = findRustc(bytes, at + 7)) {
    const match = /^\/rustc\/([0-9a-f]{40})\//.exec(decodeText(bytes.subarray(at, at + 64)))
    if (match?.[1] !== undefined) {
      found.commit = match[1]
      return
    }
  }
}

/**
 * The size of the table of page-size classes depends on LG_PAGE alone (jemalloc 5,
 * include/jemalloc/internal/sc.h: 4 classes a doubling): each step of LG_PAGE takes 4 entries.
 */
function* jemallocBySymbols(
  source: ByteSource,
  header: ElfHeader,
  sections: readonly Section[],
): Reading<ScanFacts['jemalloc']> {
  const table = sections.find((s) => s.type === 2)
  const strings = table && sections[table.link]
  if (!table || !strings) return undefined
  const size = header.bits === 64 ? 24 : 16
  const names = { offset: strings.offset, size: strings.size }
  for (let at = 0; at < table.size; at += 4096 * size) {
    const bytes = yield* source.fetch(table.offset + at, Math.min(4096 * size, table.size - at))
    if (bytes.length < size) return undefined
    const view = makeByteView(bytes, header.endian)
    for (let i = 0; i + size <= bytes.length; i += size) {
      const symbolSize = header.bits === 64 ? view.u64(i + 16) : view.u32(i + 8)
      const isObject = (view.u8(i + (header.bits === 64 ? 4 : 12)) & 15) === 1
      // Cheap test first: only objects as large as that table may be it.
      if (!isObject || symbolSize < 64 || symbolSize > 2000) continue
      const nameAt = view.u32(i)
      if (nameAt >= names.size) continue
      const name = makeByteView(yield* source.fetch(names.offset + nameAt, 64), 'little').text(
        0,
        64,
      )
      if (!name?.endsWith('sz_pind2sz_tab')) continue
      const pageSize = jemallocPageSize(symbolSize, header.bits)
      return { seen: name, ...(pageSize === undefined ? {} : { pageSize }) }
    }
  }
  return undefined
}

/** Bytes of `sz_pind2sz_tab` → bytes of a page; undefined for a size that no LG_PAGE gives. */
export function jemallocPageSize(tableSize: number, bits: 32 | 64): number | undefined {
  const entries = tableSize / (bits / 8)
  // Measured on jemalloc 5.3 of tikv-jemalloc-sys 0.6: aarch64 has 1600, 1536, 1472 bytes with
  // LG_PAGE 12, 14, 16; 32-bit ARM has 288, 256, 224.
  const atFourKib = bits === 64 ? 200 : 72
  const lgPage = 12 + (atFourKib - entries) / 4
  return Number.isInteger(lgPage) && lgPage >= 12 && lgPage <= 21 ? 2 ** lgPage : undefined
}
