/** Asks for a piece of the file. The answer may be shorter where the file ends. */
export interface ByteRequest {
  readonly offset: number
  readonly length: number
}

/** A reader without input or output of its own: it asks for bytes and ends with a value. */
export type Reading<value> = Generator<ByteRequest, value, Uint8Array>

/** Fetches pieces of one file and remembers the last few, so that neighbours are asked for once. */
export interface ByteSource {
  readonly size: number
  /** `length` bytes at `offset`, fewer at the end of the file, none outside of it. `length` is cut at `mostBytes`. */
  fetch(offset: number, length: number): Reading<Uint8Array>
}

/** The largest single piece: keeps memory bounded whatever a header claims. */
export const mostBytes: number = 4 * 1024 * 1024

/** Neighbouring tables then come with one request; a read of so much costs no more than a small one. */
const leastBytes = 16_384
const windowsKept = 8

/** Makes the source that the parts of the reader share. */
export function makeByteSource(size: number): ByteSource {
  const windows: { offset: number; bytes: Uint8Array }[] = []
  return {
    size,
    *fetch(offset: number, length: number): Reading<Uint8Array> {
      if (!(offset >= 0 && offset < size && length > 0)) return new Uint8Array(0)
      const wanted = Math.min(length, size - offset, mostBytes)
      const known = windows.find(
        (w) => w.offset <= offset && offset + wanted <= w.offset + w.bytes.length,
      )
      if (known) return known.bytes.subarray(offset - known.offset, offset - known.offset + wanted)
      const asked = Math.min(Math.max(wanted, leastBytes), size - offset)
      const bytes = yield { offset, length: asked }
      if (bytes.length <= 256 * 1024) {
        windows.unshift({ offset, bytes })
        if (windows.length > windowsKept) windows.pop()
      }
      return bytes.subarray(0, Math.min(wanted, bytes.length))
    },
  }
}
