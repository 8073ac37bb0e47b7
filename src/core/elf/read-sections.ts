import { type ByteView, makeByteView } from '../bytes/byte-view.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { ElfProblem, Section } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'

/** Objects of large crates reach tens of thousands of sections; more than this is not believed. */
const mostSections = 131_072

type Unnamed = Omit<Section, 'name'> & { readonly nameAt: number }

/**
 * The section headers with their names. None where the file has none; a problem, though one that no
 * start meets, where they lie outside the file: neither Linux nor a loader reads them. Counts above 65,279 stand in section 0 (gABI, chapter 4, "Section Header").
 */
export function* readSections(
  source: ByteSource,
  header: ElfHeader,
  problems: ElfProblem[],
): Reading<readonly Section[]> {
  if (header.sectionsAt === 0) return []
  const size = header.bits === 64 ? 64 : 40
  if (header.sectionSize !== size) {
    problems.push({ what: `section headers of ${header.sectionSize} bytes`, weight: 'harmless' })
    return []
  }
  const first = yield* source.fetch(header.sectionsAt, size)
  if (first.length < size) {
    problems.push({ what: 'section headers lie outside the file', weight: 'harmless' })
    return []
  }
  const zero = sectionAt(makeByteView(first, header.endian), 0, header.bits)
  const claimed = header.sectionCount === 0 ? zero.size : header.sectionCount
  const sections = yield* readAll(source, header, Math.min(claimed, mostSections), size)
  if (sections.length < claimed) {
    problems.push({ what: 'section headers lie outside the file', weight: 'harmless' })
  }
  const namesIndex = header.namesIndex === 0xffff ? zero.link : header.namesIndex
  const names = sections[namesIndex]
  return yield* withNames(source, header, sections, names)
}

function* readAll(
  source: ByteSource,
  header: ElfHeader,
  count: number,
  size: number,
): Reading<Unnamed[]> {
  const sections: Unnamed[] = []
  const step = 4096
  while (sections.length < count) {
    const many = Math.min(step, count - sections.length)
    const at = header.sectionsAt + sections.length * size
    const bytes = yield* source.fetch(at, many * size)
    const view = makeByteView(bytes, header.endian)
    const got = Math.floor(bytes.length / size)
    for (let i = 0; i < got; i++) sections.push(sectionAt(view, i * size, header.bits))
    if (got < many) break
  }
  return sections
}

function sectionAt(view: ByteView, at: number, bits: 32 | 64): Unnamed {
  const wide = bits === 64
  const step = wide ? 8 : 4
  return {
    nameAt: view.u32(at),
    type: view.u32(at + 4),
    flags: view.word(at + 8, bits),
    address: view.word(at + 8 + step, bits),
    offset: view.word(at + 8 + step * 2, bits),
    size: view.word(at + 8 + step * 3, bits),
    link: view.u32(at + 8 + step * 4),
    info: view.u32(at + 12 + step * 4),
    entrySize: view.word(at + (wide ? 56 : 36), bits),
  }
}

function* withNames(
  source: ByteSource,
  header: ElfHeader,
  sections: readonly Unnamed[],
  names: Unnamed | undefined,
): Reading<readonly Section[]> {
  const bytes =
    names && names.type === 3
      ? yield* source.fetch(names.offset, Math.min(names.size, 4 * 1024 * 1024))
      : new Uint8Array(0)
  const view = makeByteView(bytes, header.endian)
  return sections.map(({ nameAt, ...section }) => ({
    name: view.text(nameAt, 512) ?? '',
    ...section,
  }))
}
