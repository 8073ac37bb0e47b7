import { decodeText } from '../bytes/decode-text.ts'
import { makeByteSource, type ByteSource, type Reading } from './byte-request.ts'

/** A file inside an archive: its bytes are those of the archive from `offset` on. */
export interface ArchiveMember {
  readonly name: string
  readonly offset: number
  readonly size: number
}

const headerSize = 60
const mostMembers = 65_536

/** True for the first bytes of an `ar` archive whose members are inside it (not a thin one). */
export function isArchive(head: Uint8Array): boolean {
  return decodeText(head.subarray(0, 8)) === '!<arch>\n'
}

/**
 * The members of an `ar` archive (ar(5); GNU long names in `//`, BSD long names as `#1/length`),
 * without symbol tables. Ends at the first header that is none.
 */
export function* readArchive(size: number): Reading<readonly ArchiveMember[]> {
  const source = makeByteSource(size)
  const members: ArchiveMember[] = []
  let longNames = new Uint8Array(0)
  for (let at = 8; at + headerSize <= size && members.length < mostMembers;) {
    const header = decodeText(yield* source.fetch(at, headerSize))
    const length = Number(header.slice(48, 58).trim())
    if (header.slice(58, 60) !== '`\n' || !Number.isInteger(length) || length < 0) break
    const start = at + headerSize
    const raw = header.slice(0, 16).trimEnd()
    if (raw === '//') longNames = Uint8Array.from(yield* source.fetch(start, length))
    else if (raw !== '/' && raw !== '/SYM64/' && raw !== '__.SYMDEF') {
      members.push(yield* member(source, raw, longNames, start, length))
    }
    at = start + length + (length % 2)
  }
  return members
}

function* member(
  source: ByteSource,
  raw: string,
  longNames: Uint8Array,
  start: number,
  length: number,
): Reading<ArchiveMember> {
  const bsd = /^#1\/(\d{1,4})$/.exec(raw)
  if (bsd) {
    const count = Math.min(Number(bsd[1]), length)
    const name = decodeText(yield* source.fetch(start, count)).replace(/\0+$/, '')
    return { name, offset: start + count, size: length - count }
  }
  const long = /^\/(\d{1,9})$/.exec(raw)
  if (!long) return { name: raw.replace(/\/$/, ''), offset: start, size: length }
  const from = Number(long[1])
  const end = longNames.indexOf(10, from)
  const name = decodeText(longNames.subarray(from, end < 0 ? from : Math.min(end, from + 1024)))
  return { name: name.replace(/\/$/, ''), offset: start, size: length }
}
