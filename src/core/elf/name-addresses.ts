import { makeByteView } from '../bytes/byte-view.ts'
import { makeByteSource, type Reading } from './byte-request.ts'
import type { ElfFacts } from './elf-facts.ts'

const step = 4096
const mostNamed = 20_000
const unsized = 48

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
  const sorted = Float64Array.from(addresses).toSorted()
  const is64 = elf.bits === 64
  const size = is64 ? 24 : 16
  for (let at = 0; at < table.size && named.size < mostNamed; at += step * size) {
    const asked = Math.min(step * size, table.size - at)
    const view = makeByteView(yield* source.fetch(table.offset + at, asked), elf.endian)
    if (view.length < size) break
    for (let i = 0; i + size <= view.length; i += size) {
      // STT_FUNC and STT_GNU_IFUNC.
      const type = view.u8(i + (is64 ? 4 : 12)) & 15
      if (type !== 2 && type !== 10) continue
      const start =
        view.word(i + (is64 ? 8 : 4), elf.bits) - (elf.machine === 'arm' ? view.u32(i + 4) & 1 : 0)
      // Functions of assembly may have no size; the next one is not far.
      const length = view.word(i + (is64 ? 16 : 8), elf.bits) || unsized
      let from = firstFrom(sorted, start)
      if (from >= sorted.length || (sorted[from] ?? 0) >= start + length) continue
      const nameAt = view.u32(i)
      if (nameAt >= strings.size) continue
      const bytes = yield* source.fetch(strings.offset + nameAt, 1024)
      const name = makeByteView(bytes, elf.endian).text(0, 1023)
      if (name === undefined) continue
      for (; from < sorted.length && (sorted[from] ?? 0) < start + length; from++) {
        if (length !== unsized || !named.has(sorted[from] ?? 0)) named.set(sorted[from] ?? 0, name)
      }
    }
  }
  return named
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
