import { Readable } from 'node:stream'

import type { Ending } from '../../ports/processes.ts'
import type { AttachOptions } from '../../ports/remote.ts'
import { atMost } from './at-most.ts'
import type { Leash } from './leash.ts'
import { runHeld } from './run-held.ts'
import type { ShellSession } from './shell-session.ts'

/** A board that is slower than that starts the program before it holds it. */
const LEASH_MS = 10_000

/** A terminal is ssh's own business: with a pty, and where stdin is one. */
export function canRunInSession(
  session: ShellSession | undefined,
  options: AttachOptions,
): session is ShellSession {
  if (!session?.detached || !session.idle()) return false
  return !options.pty && (options.stdin === 'empty' || !process.stdin.isTTY)
}

/**
 * As attachOverSsh, by a session that waits for a script: the program starts without a log-in and a login shell of its own. Throws
 * SessionGone where nothing was started.
 */
export async function attachInSession(
  session: ShellSession,
  leash: Leash,
  script: string,
  options: AttachOptions,
  settling: (ended: Promise<void>) => void,
): Promise<Ending> {
  await atMost(leash.ready, LEASH_MS)
  const forward = options.stdin === 'empty' ? Readable.from([]) : process.stdin
  try {
    if (options.signal?.aborted || options.kill?.aborted) return { kind: 'cancelled' }
    const held = { leash, forward, session: () => Promise.resolve(session) }
    return await runHeld(held, script, options)
  } finally {
    settling(leash.release())
    session.end()
  }
}
