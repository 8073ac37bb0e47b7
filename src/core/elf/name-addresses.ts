import { makeByteView } from '../bytes/byte-view.ts'
import { makeByteSource, type ByteSource, type Reading } from './byte-request.ts'
import type { ElfFacts, Section } from './elf-facts.ts'

const step = 4096
/** Functions of assembly may have no size: they reach to the next one, so far at most. */
const unsized = 64 * 1024
/** Functions before the nearest that may hold an address as well: parts of one function have names of their own. */
const mostAround = 8

/** A symbol of code. */
interface Code {
  readonly start: number
  readonly size: number
  readonly nameAt: number
}

/**
 * The functions of the symbol table that hold these addresses: address → name as it stands there.
 * Empty where the file has no symbols.
 */
export function* nameAddresses(
  elf: ElfFacts,
  addresses: readonly number[],
): Reading<ReadonlyMap<number, string>> {
  const named = new Map<number, string>()
  const table = elf.sections.find((s) => s.type === 2)
  const strings = table && elf.sections[table.link]
  if (!table || !strings || addresses.length === 0) return named
  const source = makeByteSource(elf.size)
  const sorted = Float64Array.from(new Set(addresses)).toSorted()
  const nearest = yield* readNearest(source, elf, table, sorted)
  const names = new Map<number, string | undefined>()
  const before: Code[] = []
  for (const [i, address] of sorted.entries()) {
    const own = nearest[i]
    if (own) before.unshift(own)
    if (before.length > mostAround) before.pop()
    const holder = before.find(
      ({ start, size }, place) => address < start + (size > 0 ? size : place === 0 ? unsized : 0),
    )
    if (!holder || holder.nameAt >= strings.size) continue
    if (!names.has(holder.nameAt)) {
      const bytes = yield* source.fetch(strings.offset + holder.nameAt, 1024)
      names.set(holder.nameAt, makeByteView(bytes, elf.endian).text(0, 1023))
    }
    const name = names.get(holder.nameAt)
    if (name !== undefined) named.set(address, name)
  }
  return named
}

/** For each address the last symbol of code that begins at it or before it, and behind the address before. */
function* readNearest(
  source: ByteSource,
  elf: ElfFacts,
  table: Section,
  sorted: Float64Array,
): Reading<readonly (Code | undefined)[]> {
  const nearest: (Code | undefined)[] = Array.from({ length: sorted.length })
  const is64 = elf.bits === 64
  const entry = is64 ? 24 : 16
  for (let at = 0; at < table.size; at += step * entry) {
    const asked = Math.min(step * entry, table.size - at)
    const view = makeByteView(yield* source.fetch(table.offset + at, asked), elf.endian)
    if (view.length < entry) break
    for (let i = 0; i + entry <= view.length; i += entry) {
      const info = view.u8(i + (is64 ? 4 : 12))
      // STT_FUNC and STT_GNU_IFUNC, and labels of assembly that others may call.
      const isLabel = info === 0x10 && view.u16(i + (is64 ? 6 : 14)) !== 0
      if ((info & 15) !== 2 && (info & 15) !== 10 && !isLabel) continue
      const start =
        view.word(i + (is64 ? 8 : 4), elf.bits) - (elf.machine === 'arm' ? view.u32(i + 4) & 1 : 0)
      const place = firstFrom(sorted, start)
      if (place >= sorted.length) continue
      const size = view.word(i + (is64 ? 16 : 8), elf.bits)
      const known = nearest[place]
      const isNearer = !known || start > known.start || (start === known.start && known.size === 0)
      if (isNearer) nearest[place] = { start, size, nameAt: view.u32(i) }
    }
  }
  return nearest
}

/** Index of the first number that is not below `least`. */
function firstFrom(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
