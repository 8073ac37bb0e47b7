import { makeByteView } from '../bytes/byte-view.ts'
import { decodeText } from '../bytes/decode-text.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { ElfFacts, GnuProperty, Note, Section, Segment } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'
import { PT } from './read-segments.ts'

export type NoteFacts = Pick<ElfFacts, 'notes' | 'properties'> & {
  buildId?: string
  abiTag?: { os: number; kernel: string }
}

const mostNotes = 1024
const mostNoteBytes = 1024 * 1024

/** Notes of PT_NOTE, or of SHT_NOTE where there are no segments (gABI, chapter 5, "Note Section"). */
export function* readNotes(
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  sections: readonly Section[],
): Reading<NoteFacts> {
  const places =
    segments.length > 0
      ? segments
          .filter((s) => s.type === PT.note)
          .map((s) => ({ offset: s.offset, size: s.fileSize, align: s.align }))
      : sections
          .filter((s) => s.type === 7)
          .map((s) => ({ offset: s.offset, size: s.size, align: 4 }))
  const facts: NoteFacts = { notes: [], properties: [] }
  const notes: Note[] = []
  const properties: GnuProperty[] = []
  for (const { offset, size, align } of places.slice(0, 64)) {
    const bytes = yield* source.fetch(offset, Math.min(size, mostNoteBytes))
    const view = makeByteView(bytes, header.endian)
    const unit = align === 8 ? 8 : 4
    for (let at = 0; view.has(at, 12) && notes.length < mostNotes;) {
      const [nameSize, size, type] = [view.u32(at), view.u32(at + 4), view.u32(at + 8)]
      const descAt = at + roundUp(12 + nameSize, unit)
      if (!view.has(descAt, size)) break
      const owner = decodeText(bytes.subarray(at + 12, at + 12 + Math.min(nameSize, 64)))
      const note = { owner: owner.replace(/\0.*$/s, ''), type, size }
      notes.push(note)
      if (note.owner === 'GNU') {
        const desc = bytes.subarray(descAt, descAt + size)
        readGnuNote(note, desc, header, facts, properties)
      }
      at = descAt + roundUp(size, unit)
    }
  }
  return { ...facts, notes, properties }
}

function readGnuNote(
  note: Note,
  desc: Uint8Array,
  header: ElfHeader,
  facts: NoteFacts,
  properties: GnuProperty[],
): void {
  const view = makeByteView(desc, header.endian)
  if (note.type === 1 && note.size >= 16) {
    const kernel = [view.u32(4), view.u32(8), view.u32(12)].join('.')
    facts.abiTag = { os: view.u32(0), kernel }
  } else if (note.type === 3 && note.size <= 64) {
    facts.buildId = [...desc].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  } else if (note.type === 5) {
    const unit = header.bits / 8
    for (let at = 0; view.has(at, 8) && properties.length < 256;) {
      const size = view.u32(at + 4)
      if (!view.has(at + 8, size)) break
      properties.push({ type: view.u32(at), value: size >= 4 ? view.u32(at + 8) : 0 })
      at += 8 + roundUp(size, unit)
    }
  }
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit
}
