/** Finds a run of bytes from `from` on; -1 where there is none. */
export type FindBytes = (bytes: Uint8Array, from: number) => number

/** Makes the search for one needle of 1 to 255 bytes (Horspool 1980: it looks at every n-th byte of most texts). */
export function makeFindBytes(needle: Uint8Array): FindBytes {
  const last = needle.length - 1
  const skips = new Uint8Array(256).fill(needle.length)
  for (let i = 0; i < last; i++) skips[needle[i] ?? 0] = last - i
  const lastByte = needle[last]
  return (bytes, from) => {
    for (let end = from + last; end < bytes.length;) {
      const byte = bytes[end] ?? 0
      if (byte === lastByte) {
        let i = 0
        while (i < last && bytes[end - last + i] === needle[i]) i++
        if (i === last) return end - last
      }
      end += skips[byte] ?? 1
    }
    return -1
  }
}
