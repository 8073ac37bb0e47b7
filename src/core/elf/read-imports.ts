import { makeByteView } from '../bytes/byte-view.ts'
import type { Reading } from './byte-request.ts'
import type { VersionNeed } from './elf-facts.ts'
import { DT, dynamicValue } from './read-dynamic.ts'
import { type DynamicContext, type RawNeed, tableOffset } from './read-versions.ts'

const mostSymbols = 1_000_000
const mostNameBytes = 8 * 1024 * 1024
const symbolsKept = 64

/**
 * Undefined dynamic symbols, and which symbols ask for which version. A variable that a program
 * copies out of a library (`stdout`) is defined in the program and still asks for its version.
 */
export function* readImports(
  context: DynamicContext,
  needs: readonly RawNeed[],
): Reading<{ readonly imports: readonly string[]; readonly versionNeeds: readonly VersionNeed[] }> {
  const versionOf = new Map(needs.flatMap((n) => n.versions.map((v) => [v.index, v.name] as const)))
  const symbols = new Map<number, { count: number; names: string[] }>()
  const imports: string[] = []
  let budget = mostNameBytes
  for (const { nameAt, version, isCopy } of yield* undefinedSymbols(context, versionOf)) {
    const name = yield* context.names.name(nameAt)
    if (name === undefined || name === '') continue
    budget -= name.length + 1
    if (budget < 0) {
      context.problems.push({ what: 'more dynamic symbol names than 8 MB', weight: 'partial' })
      break
    }
    const versionName = versionOf.get(version)
    if (!isCopy) imports.push(versionName === undefined ? name : `${name}@${versionName}`)
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
  readonly isCopy: boolean
}

function* undefinedSymbols(
  context: DynamicContext,
  needed: ReadonlyMap<number, string>,
): Reading<readonly UndefinedSymbol[]> {
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
      const isCopy = view.u16(i * size + (header.bits === 64 ? 6 : 14)) !== 0
      const version = versions.u16(i * 2) & 0x7fff
      if (isCopy && !needed.has(version)) continue
      found.push({ nameAt: view.u32(i * size), version, isCopy })
    }
  }
  return found
}

/** How many dynamic symbols there are: by DT_HASH or DT_MIPS_SYMTABNO, else by DT_GNU_HASH, else up to the next table in memory. */
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
  for (let i = 0; i < buckets; i++) last = Math.max(last, table.u32(i * 4))
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
