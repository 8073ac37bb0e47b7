import { decodeText } from '../core/bytes/decode-text.ts'
import { writeTo } from '../shell/write-to.ts'

/** Loaders and shells say why they refused in their last lines. */
const KEPT_BYTES = 16 * 1024

export interface StderrTee {
  /** Writes the chunk to ferry's stderr; the promise settles when it has left, and rejects where nobody reads. */
  readonly take: (chunk: Uint8Array) => Promise<void>
  /** The last 16 kB. */
  readonly said: () => string
}

/** Passes a program's stderr on byte for byte, and keeps its end for an explanation. */
export function teeStderr(): StderrTee {
  const write = writeTo(process.stderr)
  let tail = Buffer.alloc(0)
  return {
    take: async (chunk) => {
      tail = Buffer.concat([tail, chunk]).subarray(-KEPT_BYTES)
      await write(chunk)
    },
    said: () => decodeText(tail),
  }
}
