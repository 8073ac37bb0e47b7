import { makeFrameMarks } from '../plan/remote-frame.ts'
import { indexOf, makeFrameStream } from './frame-stream.ts'

/** One stream of a session, taken apart for one script: what stands between the marks is its own. */
export interface SessionStream {
  /** Takes a chunk; gives what belongs to the script. */
  take(chunk: Uint8Array): Uint8Array
  readonly begun: () => boolean
  /** The script's status, once its end was told. */
  readonly status: () => number | undefined
  /** What came before the begin mark, the last 16 KiB of it. */
  readonly noise: () => Uint8Array
}

/** The status of a shell has three digits at most; a line feed follows. */
const LONGEST_STATUS = 4

/** `nonce` as in planShellSession. Works whatever the chunks are cut like; what comes after the end is dropped. Never throws. */
export function makeSessionStream(nonce: string): SessionStream {
  const marks = makeFrameMarks(nonce)
  const end = Uint8Array.from(marks.end, (c) => c.charCodeAt(0))
  const frame = makeFrameStream(marks.begin)
  let held: Uint8Array = new Uint8Array(0)
  let status: number | undefined
  return {
    take: (chunk) => {
      if (status !== undefined) return new Uint8Array(0)
      const own = frame.take(chunk)
      if (!frame.begun()) return own
      held = join(held, own)
      const at = indexOf(held, end)
      if (at < 0) {
        // The mark may be cut in two: what could be its beginning waits for the next chunk.
        const given = held.slice(0, held.length - beginningAtEnd(held, end))
        held = held.slice(given.length)
        return given
      }
      const after = held.subarray(at + end.length, at + end.length + LONGEST_STATUS)
      const digits = /^(\d{1,3})\n/.exec(String.fromCharCode(...after))?.[1]
      const given = held.slice(0, at)
      if (digits === undefined) {
        held = held.slice(at)
        return given
      }
      status = Number(digits)
      held = new Uint8Array(0)
      return given
    },
    begun: () => frame.begun(),
    status: () => status,
    noise: () => frame.noise(),
  }
}

/** How many of the last bytes are the first ones of `needle`. */
function beginningAtEnd(bytes: Uint8Array, needle: Uint8Array): number {
  for (let length = Math.min(needle.length - 1, bytes.length); length > 0; length--) {
    let same = 0
    while (same < length && bytes[bytes.length - length + same] === needle[same]) same++
    if (same === length) return length
  }
  return 0
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
