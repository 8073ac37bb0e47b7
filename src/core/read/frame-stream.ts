/** Most bytes before the begin mark that are kept for a problem's story. */
const MOST_NOISE = 16 * 1024

/** Lets through what comes after a mark; what stands before (banners, ssh's own words) is noise. */
export interface FrameStream {
  /** Takes a chunk; gives what belongs to the script. */
  take(chunk: Uint8Array): Uint8Array
  readonly begun: () => boolean
  /** What came before the mark, the last 16 KiB of it. */
  readonly noise: () => Uint8Array
}

/** `mark` is ASCII. Works whatever the chunks are cut like. */
export function makeFrameStream(mark: string): FrameStream {
  const needle = Uint8Array.from(mark, (c) => c.charCodeAt(0))
  let held: Uint8Array = new Uint8Array(0)
  let begun = false
  return {
    take: (chunk) => {
      if (begun) return chunk
      held = join(held, chunk)
      const at = indexOf(held, needle)
      if (at < 0) {
        // The mark may be cut in two: the tail that could be its beginning stays within the last bytes.
        if (held.length > MOST_NOISE * 2) held = held.slice(-MOST_NOISE)
        return new Uint8Array(0)
      }
      const rest = held.slice(at + needle.length)
      held = held.slice(Math.max(0, at - MOST_NOISE), at)
      begun = true
      return rest
    },
    begun: () => begun,
    noise: () => held.slice(-MOST_NOISE),
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** First place of `needle` in `hay` from `from`, or -1. */
export function indexOf(hay: Uint8Array, needle: Uint8Array, from = 0): number {
  const first = needle[0] ?? 0
  for (let at = hay.indexOf(first, from); at >= 0; at = hay.indexOf(first, at + 1)) {
    if (at + needle.length > hay.length) return -1
    let same = 1
    while (same < needle.length && hay[at + same] === needle[same]) same++
    if (same === needle.length) return at
  }
  return -1
}
