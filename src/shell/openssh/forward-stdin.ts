import type { Readable, Writable } from 'node:stream'

/** A socket or pipe, which may keep the process from ending. */
interface Holding {
  ref?(): void
  unref?(): void
}

/**
 * Passes one stream on to another, no faster than it is taken, and its end, too. Gives what stops that: the source is then as it was, and keeps
 * nobody from ending.
 */
export function forwardStdin(from: Readable & Holding, to: Writable): () => void {
  const onData = (chunk: Uint8Array): void => {
    if (!to.write(chunk)) from.pause()
  }
  const onDrain = (): void => void from.resume()
  const onEnd = (): void => void to.end()
  from.ref?.()
  from.on('data', onData).on('end', onEnd).on('error', onEnd)
  to.on('drain', onDrain)
  if (from.readableEnded) onEnd()
  return () => {
    from.off('data', onData).off('end', onEnd).off('error', onEnd)
    to.off('drain', onDrain)
    from.pause()
    from.unref?.()
  }
}
