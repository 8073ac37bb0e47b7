import type { Writable } from 'node:stream'

/** Takes a chunk; the promise settles when it has left. */
export type Write = (chunk: Uint8Array) => Promise<void> | void

/**
 * Writes to one of ferry's own streams. Each promise settles when the chunk is with the reader's pipe, not merely
 * queued here: whoever waited for the last one may exit. Rejects with the stream's error (EPIPE: the reader
 * went away); that error is then told here alone, and is none of other listeners' business.
 */
export function writeTo(stream: Writable): Write {
  return (chunk) => {
    if (chunk.length === 0) return
    return new Promise((settle, fail) => {
      const ignore = (): void => {}
      stream.on('error', ignore)
      stream.write(chunk, (error) => {
        // The event follows its callback: the listener stays for it.
        if (error) return fail(error)
        stream.removeListener('error', ignore)
        settle()
      })
    })
  }
}

/** True where a write failed because nobody reads any more. */
export function isReaderGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED'
}
