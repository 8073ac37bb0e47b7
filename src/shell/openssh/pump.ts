import type { Readable } from 'node:stream'

import type { Write } from '../write-to.ts'

/**
 * Moves a stream on, chunk by chunk, no faster than it is taken. Ends with the stream; an error of the source is its end.
 * Where `write` fails, the source is closed, and the failure thrown.
 */
export async function pump(source: Readable | null, write: Write): Promise<void> {
  if (!source) return
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      if (chunk.length > 0) await write(chunk)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Keeps the last bytes of a stream. */
export function makeTail(most: number): {
  add(chunk: Uint8Array): void
  bytes(): Uint8Array
  text(): string
} {
  let kept: Buffer = Buffer.alloc(0)
  return {
    add: (chunk) => {
      kept = Buffer.concat([kept, chunk.subarray(-most)]).subarray(-most)
    },
    bytes: () => kept,
    text: () => kept.toString(),
  }
}

/** Keeps the first bytes of a stream. */
export function makeHead(most: number): {
  add(chunk: Uint8Array): void
  bytes(): Uint8Array
  truncated(): boolean
} {
  const chunks: Uint8Array[] = []
  let [size, cut] = [0, false]
  return {
    add: (chunk) => {
      const part = chunk.subarray(0, Math.max(0, most - size))
      cut ||= part.length < chunk.length
      if (part.length > 0) chunks.push(part)
      size += part.length
    },
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
    truncated: () => cut,
  }
}
