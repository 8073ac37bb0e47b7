import type { AttachOptions } from '../../ports/remote.ts'
import type { Leash, LeashSignal } from './leash.ts'

/** A tree that was killed but whose end is not told within this time: the line is dead, ferry ends without it. */
const KILL_PATIENCE_MS = 3000

/** A program whose output nobody reads has this time to find out, and then to end. */
const UNREAD_PATIENCE_MS = 2000

export interface SignalPassing {
  /**
   * Nobody reads the program's output any more. OpenSSH's server makes it hear of that by SIGPIPE at its next
   * write (eow@openssh.com, PROTOCOL 2.1); with other servers it would go on unheard: it is asked to end, then killed.
   */
  readerGone(): void
  /** Takes the listeners away. */
  stop(): void
}

/**
 * Passes what ferry is told to the board: the first Ctrl-C (or the abort of `signal`) as SIGINT, SIGTERM and SIGHUP
 * as themselves, a second one as SIGKILL. `giveUp` is called when even that brought no end.
 */
export function passSignals(
  leash: Pick<Leash, 'signal'>,
  options: Pick<AttachOptions, 'signal' | 'kill'>,
  giveUp: () => void,
): SignalPassing {
  let count = 0
  let passed = false
  let patience: NodeJS.Timeout | undefined
  let unread: NodeJS.Timeout | undefined
  const pass = (signal: LeashSignal): void => {
    if (passed) return
    passed = true
    leash.signal(signal)
  }
  const kill = (): void => {
    leash.signal('KILL')
    patience ??= setTimeout(giveUp, KILL_PATIENCE_MS)
  }
  const hear = (signal: LeashSignal) => (): void => {
    if (++count === 1) pass(signal)
    else kill()
  }
  // Before other listeners, so that the abort that one of them causes does not count as another signal.
  const listeners = (
    [
      ['SIGINT', 'INT'],
      ['SIGTERM', 'TERM'],
      ['SIGHUP', 'HUP'],
    ] as const
  ).map(([name, signal]) => [name, hear(signal)] as const)
  for (const [name, listener] of listeners) process.prependListener(name, listener)
  const onAbort = (): void => pass('INT')
  options.signal?.addEventListener('abort', onAbort, { once: true })
  options.kill?.addEventListener('abort', kill, { once: true })
  return {
    readerGone: () => {
      unread ??= setTimeout(() => {
        leash.signal('TERM')
        unread = setTimeout(kill, UNREAD_PATIENCE_MS)
      }, UNREAD_PATIENCE_MS)
    },
    stop: () => {
      clearTimeout(unread)
      clearTimeout(patience)
      for (const [name, listener] of listeners) process.removeListener(name, listener)
      options.signal?.removeEventListener('abort', onAbort)
      options.kill?.removeEventListener('abort', kill)
    },
  }
}
