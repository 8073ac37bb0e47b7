import type { Processes } from '../../ports/processes.ts'
import type { HeldShell } from '../../ports/remote.ts'
import { makeNonce } from './exec-over-ssh.ts'
import { holdBySession } from './leash.ts'
import { runHeld } from './run-held.ts'
import { canBeginSession, makeShellSession, SessionGone } from './shell-session.ts'
import type { ShellSession } from './shell-session.ts'
import type { SshConnection } from './ssh-connection.ts'

/** A shell that runs programs one after the other, and one leash for all of them; see Remote.hold. */
export function holdShell(processes: Processes, connection: SshConnection): HeldShell {
  const leash = holdBySession(connection, makeNonce(), undefined)
  let current = makeShellSession(processes, connection, { detached: true })
  const session = async (frame: string): Promise<ShellSession> => {
    if (current.over()) current = makeShellSession(processes, connection, { detached: true })
    // What does not fit into a command is sent to a session that has begun.
    if (!canBeginSession(frame)) await current.run(':', {})
    return current
  }
  return {
    run: async (script, options) => {
      const held = { leash, session }
      return runHeld(held, script, options).catch((error: unknown) => {
        if (!(error instanceof SessionGone)) throw error
        current = makeShellSession(processes, connection, { detached: true })
        return runHeld(held, script, options)
      })
    },
    end: () => {
      current.end()
      // Not waited for: it would not keep ferry from ending, and a ferry that ends before its time has no exit code.
      void leash.release()
    },
  }
}
