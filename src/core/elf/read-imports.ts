import { type ByteView, makeByteView } from '../bytes/byte-view.ts'
import type { Reading } from './byte-request.ts'
import type { VersionNeed } from './elf-facts.ts'
import { DT, dynamicValue } from './read-dynamic.ts'
import { type DynamicContext, type RawNeed, tableOffset } from './read-versions.ts'

const mostSymbols = 1_000_000
const mostNameBytes = 8 * 1024 * 1024
const symbolsKept = 64

/** Undefined dynamic symbols, and which of them ask for which version. */
export function* readImports(
  context: DynamicContext,
  needs: readonly RawNeed[],
): Reading<{ readonly imports: readonly string[]; readonly versionNeeds: readonly VersionNeed[] }> {
  const versionOf = new Map(needs.flatMap((n) => n.versions.map((v) => [v.index, v.name] as const)))
  const symbols = new Map<number, { count: number; names: string[] }>()
  const imports: string[] = []
  let budget = mostNameBytes
  for (const { nameAt, version } of yield* undefinedSymbols(context)) {
    const name = yield* context.names.name(nameAt)
    if (name === undefined || name === '') continue
    budget -= name.length + 1
    if (budget < 0) {
      context.problems.push({ what: 'more dynamic symbol names than 8 MB', weight: 'partial' })
      break
    }
    const versionName = versionOf.get(version)
    imports.push(versionName === undefined ? name : `${name}@${versionName}`)
    const asked = symbols.get(version) ?? { count: 0, names: [] }
    symbols.set(version, asked)
    asked.count++
    if (asked.names.length < symbolsKept) asked.names.push(name)
  }
  const versionNeeds = needs.map(({ file, versions }) => ({
    file,
    versions: versions.map(({ name, flags, index }) => ({
      name,
      flags,
      weak: (flags & 2) !== 0,
      index,
      symbols: symbols.get(index)?.names ?? [],
      symbolCount: symbols.get(index)?.count ?? 0,
    })),
  }))
  return { imports, versionNeeds }
}

interface UndefinedSymbol {
  readonly nameAt: number
  /** Index into the version tables; 0 and 1 are "none". */
  readonly version: number
}

function* undefinedSymbols(context: DynamicContext): Reading<readonly UndefinedSymbol[]> {
  const { source, header, segments, entries, problems } = context
  const at = tableOffset(segments, entries, DT.symbolTable)
  if (at === undefined) return []
  const size = header.bits === 64 ? 24 : 16
  const versionsAt = tableOffset(segments, entries, DT.versionSymbols)
  const count = Math.min(yield* symbolCount(context, size), Math.floor((source.size - at) / size))
  if (count > mostSymbols) {
    problems.push({ what: `${count} dynamic symbols, the first million read`, weight: 'partial' })
  }
  const found: UndefinedSymbol[] = []
  const step = 2048
  for (let first = 1; first < Math.min(count, mostSymbols); first += step) {
    const many = Math.min(step, count - first)
    const bytes = yield* source.fetch(at + first * size, many * size)
    const versionBytes =
      versionsAt === undefined
        ? new Uint8Array(0)
        : yield* source.fetch(versionsAt + first * 2, many * 2)
    const view = makeByteView(bytes, header.endian)
    const versions = makeByteView(versionBytes, header.endian)
    for (let i = 0; i < Math.floor(bytes.length / size); i++) {
      if (view.u16(i * size + (header.bits === 64 ? 6 : 14)) !== 0) continue
      found.push({ nameAt: view.u32(i * size), version: versions.u16(i * 2) & 0x7fff })
    }
  }
  return found
}

/**
 * How many dynamic symbols are of interest. Undefined ones come before the first hashed one of
 * DT_GNU_HASH; DT_HASH and DT_MIPS_SYMTABNO count all. Else: up to the next table in memory.
 */
function* symbolCount(context: DynamicContext, size: number): Reading<number> {
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
  const view = makeByteView(yield* source.fetch(gnuAt, 16), header.endian)
  const buckets = view.u32(0)
  const words = view.u32(8) * (header.bits / 8)
  const table = yield* source.fetch(gnuAt + 16 + words, Math.min(buckets, 1_000_000) * 4)
  const used = smallestBucket(makeByteView(table, header.endian))
  return used === 0 ? bound : Math.min(used, bound)
}

/** The first hashed symbol; 0 where every bucket is empty (then the header's own number says nothing). */
function smallestBucket(view: ByteView): number {
  let least = 0
  for (let at = 0; view.has(at, 4); at += 4) {
    const first = view.u32(at)
    if (first !== 0 && (least === 0 || first < least)) least = first
  }
  return least
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
