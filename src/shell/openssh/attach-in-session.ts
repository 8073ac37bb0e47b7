import type { Ending } from '../../ports/processes.ts'
import type { AttachOptions } from '../../ports/remote.ts'
import { makeNonce } from './exec-over-ssh.ts'
import { holdBySession } from './leash.ts'
import { runHeld } from './run-held.ts'
import type { ShellSession } from './shell-session.ts'
import type { SshConnection } from './ssh-connection.ts'

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
  connection: SshConnection,
  script: string,
  options: AttachOptions,
  settling: (ended: Promise<void>) => void,
): Promise<Ending> {
  if (options.signal?.aborted || options.kill?.aborted) return { kind: 'cancelled' }
  const nonce = makeNonce()
  const leash = holdBySession(connection, nonce, options.shell)
  const forward = options.stdin === 'empty' ? {} : { forward: process.stdin }
  try {
    const held = { nonce, leash, ...forward, session: () => Promise.resolve(session) }
    return await runHeld(held, script, options)
  } finally {
    settling(leash.release())
    session.end()
  }
}
