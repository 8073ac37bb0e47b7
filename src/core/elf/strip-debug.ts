import { makeByteView } from '../bytes/byte-view.ts'
import { readHeader, type ElfHeader } from './read-header.ts'

/** Sections that debuggers alone read (DWARF 5, appendix B; GDB and GCC names). Names of functions (.symtab) stay: backtraces need them. */
const DEBUG = /^\.(z?debug_|rela?\.debug_|gdb_index$|gnu\.debuglto_|stab|debug$|line$)/

interface RawSection {
  readonly index: number
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly size: number
  readonly link: number
  readonly info: number
  readonly align: number
}

/**
 * A program or shared library without its debug sections (gABI, chapters 4 and 5): what is loaded stays where
 * it is, byte for byte; kept sections that are not loaded move up behind it. undefined where there is nothing to take away, or
 * the file is not of the usual shape: then it goes as it is. Never throws.
 */
export function stripDebug(bytes: Uint8Array): Uint8Array | undefined {
  const header = readHeader(bytes.subarray(0, 64))
  if (!header || (header.type !== 2 && header.type !== 3)) return undefined
  const sections = readRaw(bytes, header)
  if (!sections) return undefined
  const isDropped = (s: RawSection): boolean => (s.flags & 2) === 0 && DEBUG.test(s.name)
  const kept = sections.filter((s) => !isDropped(s))
  const loadedEnd = endOfSegments(bytes, header)
  const dropped = sections.filter(isDropped)
  if (dropped.length === 0 || dropped.some((s) => s.offset < loadedEnd && s.size > 0))
    return undefined
  const moved = new Map(kept.map((section, index) => [section.index, index]))
  // What lies partly in what is loaded would be cut.
  const isCut = (s: RawSection): boolean =>
    s.type !== 8 && s.offset < loadedEnd && s.offset + s.size > loadedEnd
  if (kept.some((s) => s.index > 0 && isCut(s))) return undefined
  if (kept.some((s) => !moved.has(s.link) || (infoIsIndex(s) && !moved.has(s.info))))
    return undefined
  return write(bytes, header, kept, moved, loadedEnd)
}

function readRaw(bytes: Uint8Array, header: ElfHeader): readonly RawSection[] | undefined {
  const wide = header.bits === 64
  const entry = wide ? 64 : 40
  const view = makeByteView(bytes, header.endian)
  const { sectionsAt: at, sectionCount: count, namesIndex } = header
  // More than 65,279 sections are counted elsewhere; no program has them.
  if (header.sectionSize !== entry || count === 0 || namesIndex >= count) return undefined
  if (!view.has(at, count * entry)) return undefined
  const word = (from: number, field: number): number =>
    view.word(from + 8 + field * (wide ? 8 : 4), header.bits)
  const namesAt = word(at + namesIndex * entry, 2)
  const sections: RawSection[] = []
  for (let index = 0; index < count; index++) {
    const from = at + index * entry
    const name = view.text(namesAt + view.u32(from), 256)
    if (name === undefined) return undefined
    const section = {
      index,
      name: index === 0 ? '' : name,
      type: view.u32(from + 4),
      flags: word(from, 0),
      offset: word(from, 2),
      size: word(from, 3),
      link: view.u32(from + (wide ? 40 : 24)),
      info: view.u32(from + (wide ? 44 : 28)),
      align: view.word(from + (wide ? 48 : 32), header.bits),
    }
    // SHT_NOBITS (8) has no bytes.
    if (index > 0 && section.type !== 8 && !view.has(section.offset, section.size)) return undefined
    sections.push(section)
  }
  return sections
}

function endOfSegments(bytes: Uint8Array, header: ElfHeader): number {
  const view = makeByteView(bytes, header.endian)
  const wide = header.bits === 64
  let end = header.segmentsAt + header.segmentCount * header.segmentSize
  for (let i = 0; i < header.segmentCount; i++) {
    const at = header.segmentsAt + i * header.segmentSize
    const offset = view.word(at + (wide ? 8 : 4), header.bits)
    end = Math.max(end, offset + view.word(at + (wide ? 32 : 16), header.bits))
  }
  return end
}

/** sh_info is a section's number for relocations and where SHF_INFO_LINK says so. */
function infoIsIndex({ type, flags }: RawSection): boolean {
  return type === 4 || type === 9 || (flags & 0x40) !== 0
}

function write(
  bytes: Uint8Array,
  header: ElfHeader,
  kept: readonly RawSection[],
  moved: ReadonlyMap<number, number>,
  loadedEnd: number,
): Uint8Array | undefined {
  const wide = header.bits === 64
  const entry = wide ? 64 : 40
  const offsets = new Map<number, number>()
  let end = loadedEnd
  for (const section of kept) {
    const isBehind = section.index > 0 && section.type !== 8 && section.offset >= loadedEnd
    if (!isBehind) continue
    end = alignUp(end, Math.min(Math.max(section.align, 1), 4096))
    offsets.set(section.index, end)
    end += section.size
  }
  const tableAt = alignUp(end, 8)
  const size = tableAt + kept.length * entry
  if (size >= bytes.length) return undefined
  const out = new Uint8Array(size)
  const view = new DataView(out.buffer)
  const little = header.endian === 'little'
  const putWord = (at: number, value: number): void => {
    if (wide) view.setBigUint64(at, BigInt(value), little)
    else view.setUint32(at, value, little)
  }
  out.set(bytes.subarray(0, loadedEnd))
  for (const [position, section] of kept.entries()) {
    const offset = offsets.get(section.index)
    if (offset !== undefined) {
      out.set(bytes.subarray(section.offset, section.offset + section.size), offset)
    }
    const to = tableAt + position * entry
    const from = header.sectionsAt + section.index * entry
    out.set(bytes.subarray(from, from + entry), to)
    if (offset !== undefined) putWord(to + (wide ? 24 : 16), offset)
    view.setUint32(to + (wide ? 40 : 24), moved.get(section.link) ?? 0, little)
    if (infoIsIndex(section)) {
      view.setUint32(to + (wide ? 44 : 28), moved.get(section.info) ?? 0, little)
    }
    if (section.index > 0 && section.type === 2)
      renumber(view, little, wide, offset ?? section.offset, section.size, moved)
  }
  putWord(wide ? 40 : 32, tableAt)
  const rest = (wide ? 48 : 36) + 12
  view.setUint16(rest, kept.length, little)
  view.setUint16(rest + 2, moved.get(header.namesIndex) ?? 0, little)
  return out
}

/** st_shndx of .symtab: numbers of sections below SHN_LORESERVE (0xff00). */
function renumber(
  view: DataView,
  little: boolean,
  wide: boolean,
  at: number,
  size: number,
  moved: ReadonlyMap<number, number>,
): void {
  const entry = wide ? 24 : 16
  for (let from = at; from + entry <= at + size; from += entry) {
    const field = from + (wide ? 6 : 14)
    const index = view.getUint16(field, little)
    if (index > 0 && index < 0xff00) view.setUint16(field, moved.get(index) ?? 0, little)
  }
}

function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to
}
