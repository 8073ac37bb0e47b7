import { makeByteView } from '../bytes/byte-view.ts'
import { makeFindBytes } from '../bytes/find-bytes.ts'
import { encodeText } from '../bytes/encode-text.ts'
import { makeByteSource, type Reading } from './byte-request.ts'
import type { ElfFacts } from './elf-facts.ts'

const piece = 1024 * 1024
const mostStrings = 64 * 1024 * 1024

/** The address of a function of the symbol table, with bit 0 set for Thumb; undefined where there is none. */
export function* findFunction(elf: ElfFacts, name: string): Reading<number | undefined> {
  const table = elf.sections.find((s) => s.type === 2)
  const strings = table && elf.sections[table.link]
  if (!table || !strings) return undefined
  const source = makeByteSource(elf.size)
  // Linkers let a name be the end of a longer one: `main` of `__libc_start_main`.
  const find = makeFindBytes(encodeText(`${name}\0`))
  const places = new Set<number>()
  const end = Math.min(strings.size, mostStrings)
  for (let at = 0; at < end; at += piece) {
    // With so much of the next piece that no name is cut.
    const bytes = yield* source.fetch(strings.offset + at, Math.min(piece + 64, end - at))
    if (bytes.length === 0) break
    for (let start = find(bytes, 0); start >= 0; start = find(bytes, start + 1)) {
      places.add(at + start)
    }
  }
  if (places.size === 0) return undefined
  const is64 = elf.bits === 64
  const size = is64 ? 24 : 16
  const step = 4096 * size
  for (let at = 0; at < table.size; at += step) {
    const view = makeByteView(
      yield* source.fetch(table.offset + at, Math.min(step, table.size - at)),
      elf.endian,
    )
    if (view.length < size) return undefined
    for (let i = 0; i + size <= view.length; i += size) {
      const isFunction = (view.u8(i + (is64 ? 4 : 12)) & 15) === 2
      const isDefined = view.u16(i + (is64 ? 6 : 14)) !== 0
      if (isFunction && isDefined && places.has(view.u32(i))) {
        return view.word(i + (is64 ? 8 : 4), elf.bits)
      }
    }
  }
  return undefined
}
