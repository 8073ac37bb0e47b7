import { encodeText } from '../bytes/encode-text.ts'
import { makeFindBytes } from '../bytes/find-bytes.ts'
import { makeByteSource, type Reading } from './byte-request.ts'
import type { ElfFacts } from './elf-facts.ts'

const piece = 1024 * 1024
const mostStrings = 64 * 1024 * 1024

/** Whether the name of some symbol of .symtab has that part. */
export function* hasSymbolLike(elf: ElfFacts, part: string): Reading<boolean> {
  const table = elf.sections.find((s) => s.type === 2)
  const strings = table && elf.sections[table.link]
  if (!strings) return false
  const find = makeFindBytes(encodeText(part))
  const source = makeByteSource(elf.size)
  const end = Math.min(strings.size, mostStrings)
  for (let at = 0; at < end; at += piece) {
    // With so much of the next piece that no name is cut.
    const asked = Math.min(piece + part.length, end - at)
    const bytes = yield* source.fetch(strings.offset + at, asked)
    if (bytes.length === 0) return false
    if (find(bytes, 0) >= 0) return true
  }
  return false
}
