import { decodeText } from '../bytes/decode-text.ts'

/** One entry of a tar archive, as its header says; names of longer forms are put in by the reader of the archive. */
export interface TarHeader {
  readonly path: string
  readonly mode: number
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Type flag: `0` file, `1` hard link, `2` symlink, `5` folder; `L`, `K` (GNU long names), `x`, `g` (pax). */
  readonly type: string
  readonly link: string
}

export const TAR_BLOCK = 512

/**
 * Reads a 512-byte ustar or GNU tar header (POSIX.1-2024, pax: "ustar Interchange Format").
 * `end` for a block of zeros; `bad` where the checksum does not fit.
 */
export function readTarHeader(block: Uint8Array): TarHeader | 'end' | 'bad' {
  if (block.length < TAR_BLOCK) return 'bad'
  if (block.every((byte) => byte === 0)) return 'end'
  let sum = 0
  for (let i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] ?? 0)
  if (sum !== readNumber(block, 148, 8)) return 'bad'
  const name = readText(block, 0, 100)
  const prefix = readText(block, 257, 6) === 'ustar' ? readText(block, 345, 155) : ''
  const size = readNumber(block, 124, 12)
  if (size < 0 || !Number.isSafeInteger(size)) return 'bad'
  const flag = block[156] ?? 0
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    mode: readNumber(block, 100, 8) & 0o7777,
    size,
    mtime: readNumber(block, 136, 12),
    type: flag === 0 ? '0' : String.fromCharCode(flag),
    link: readText(block, 157, 100),
  }
}

/** Records of a pax extended header: `length key=value\n`. What is cut or senseless ends the reading. */
export function readPaxRecords(data: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at)
    if (space < 0) break
    const length = Number(decodeText(data.subarray(at, space)))
    if (!Number.isSafeInteger(length) || length <= space - at + 1 || at + length > data.length)
      break
    const record = decodeText(data.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}

/** Octal text, or GNU's base-256 form where the first bit is set. */
function readNumber(block: Uint8Array, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    let value = (block[at] ?? 0) & 0x7f
    for (let i = at + 1; i < at + length; i++) value = value * 256 + (block[i] ?? 0)
    return value
  }
  const text = readText(block, at, length).trim()
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : -1
}

function readText(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return decodeText(end < 0 ? field : field.subarray(0, end))
}
