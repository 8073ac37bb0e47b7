import { encodeText } from '../bytes/encode-text.ts'

/** A file in a tar archive. */
export interface TarEntry {
  /** Relative, with `/`. */
  readonly path: string
  readonly size: number
  readonly mode: number
  /** Seconds since 1970. */
  readonly mtime: number
}

const BLOCK = 512
/** Name field of the header. */
const SHORT_NAME = 100

/**
 * The header of a file (POSIX.1-1988 ustar; a longer name as GNU tar writes it, in an entry of type `L` before it, which GNU tar,
 * busybox and bsdtar read). The file's bytes and `tarPadding(size)` zeros follow.
 */
export function formatTarHeader(entry: TarEntry): Uint8Array {
  const name = encodeText(entry.path)
  if (name.length < SHORT_NAME) return header(name, entry, '0')
  const long = { ...entry, size: name.length + 1, mode: 0o644 }
  const text = new Uint8Array(name.length + 1 + tarPadding(name.length + 1))
  text.set(name)
  return join(
    header(encodeText('././@LongLink'), long, 'L'),
    text,
    header(name.slice(0, SHORT_NAME - 1), entry, '0'),
  )
}

/** Zeros after a file of that size. */
export function tarPadding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}

/** The end of an archive: two empty blocks. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK)
}

function header(name: Uint8Array, { size, mode, mtime }: TarEntry, type: string): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (at: number, text: string): void => block.set(encodeText(text), at)
  const octal = (value: number, digits: number): string =>
    Math.max(0, Math.floor(value)).toString(8).padStart(digits, '0').slice(-digits)
  block.set(name)
  put(100, `${octal(mode & 0o7777, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`)
  put(124, `${octal(size, 11)}\0${octal(mtime, 11)}\0`)
  // The sum is made with blanks in its own place.
  put(148, `        ${type}`)
  put(257, 'ustar\u000000')
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(148, `${octal(sum, 6)}\0 `)
  return block
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
