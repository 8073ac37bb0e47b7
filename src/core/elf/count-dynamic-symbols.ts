import { makeByteView } from '../bytes/byte-view.ts'
import type { Reading } from './byte-request.ts'
import { DT, dynamicValue } from './read-dynamic.ts'
import { type DynamicContext, tableOffset } from './read-versions.ts'

const mostSymbols = 1_000_000

/** How many dynamic symbols there are: by DT_HASH or DT_MIPS_SYMTABNO, else by DT_GNU_HASH, else up to the next table in memory. */
export function* countDynamicSymbols(context: DynamicContext, size: number): Reading<number> {
  const { source, header, segments, entries } = context
  const mips = dynamicValue(entries, DT.mipsSymbolCount)
  if (header.machine === 8 && mips !== undefined) return mips
  const hashAt = tableOffset(segments, entries, DT.hash)
  if (hashAt !== undefined) {
    // Alpha and 64-bit s390 have 8-byte words in DT_HASH (glibc, sysdeps/*/bits/elfclass.h).
    const wide = header.bits === 64 && (header.machine === 0x9026 || header.machine === 22)
    const view = makeByteView(yield* source.fetch(hashAt, 16), header.endian)
    return wide ? view.u64(8) : view.u32(4)
  }
  const bound = nextTable(context, size)
  const gnuAt = tableOffset(segments, entries, DT.gnuHash)
  if (gnuAt === undefined) return bound
  return Math.min(bound, yield* countByGnuHash(context, gnuAt, bound))
}

/** The chain of the last bucket ends with the last symbol: its lowest bit is set (GNU hash section, binutils bfd/elflink.c). */
function* countByGnuHash(
  { source, header }: DynamicContext,
  at: number,
  bound: number,
): Reading<number> {
  const head = makeByteView(yield* source.fetch(at, 16), header.endian)
  const buckets = Math.min(head.u32(0), mostSymbols)
  const first = head.u32(4)
  const bucketsAt = at + 16 + head.u32(8) * (header.bits / 8)
  const table = makeByteView(yield* source.fetch(bucketsAt, buckets * 4), header.endian)
  let last = 0
  // A header may claim more than the file has.
  for (let i = 0; i < buckets && table.has(i * 4, 4); i++) last = Math.max(last, table.u32(i * 4))
  // With every bucket empty the header's own number says nothing.
  if (last === 0 || last < first) return bound
  const chainAt = bucketsAt + buckets * 4 + (last - first) * 4
  const chain = makeByteView(yield* source.fetch(chainAt, 16_384), header.endian)
  for (let i = 0; chain.has(i * 4, 4); i++) {
    if ((chain.u32(i * 4) & 1) !== 0) return last + i + 1
  }
  return bound
}

function nextTable({ entries, source }: DynamicContext, size: number): number {
  const start = dynamicValue(entries, DT.symbolTable) ?? 0
  const pointers = new Set<number>([
    4,
    5,
    7,
    12,
    13,
    17,
    23,
    25,
    26,
    36,
    DT.gnuHash,
    DT.versionSymbols,
    DT.versionDefinitions,
    DT.versionNeeds,
  ])
  const next = entries
    .filter(({ tag, value }) => pointers.has(tag) && value > start)
    .reduce((least, { value }) => Math.min(least, value), start + source.size)
  return Math.floor((next - start) / size)
}
