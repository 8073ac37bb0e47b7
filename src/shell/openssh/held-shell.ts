import { planHeldScript } from '../../core/plan/remote-frame.ts'
import type { Ending, Processes } from '../../ports/processes.ts'
import type { HeldShell } from '../../ports/remote.ts'
import { makeNonce } from './exec-over-ssh.ts'
import { holdBySession } from './leash.ts'
import { passSignals } from './pass-signals.ts'
import { canBeginSession, makeShellSession, SessionGone } from './shell-session.ts'
import { isReaderGone, writeTo } from '../write-to.ts'
import type { SshConnection } from './ssh-connection.ts'

/** A shell that runs programs one after the other, and one leash for all of them; see Remote.hold. */
export function holdShell(processes: Processes, connection: SshConnection): HeldShell {
  const nonce = makeNonce()
  const leash = holdBySession(connection, nonce, undefined)
  let session = makeShellSession(processes, connection)
  const run: HeldShell['run'] = async (script, options) => {
    const frame = planHeldScript(nonce, script)
    const toStdout = options.onStdout ?? writeTo(process.stdout)
    const toStderr = options.onStderr ?? writeTo(process.stderr)
    let gaveUp = false
    const passing = passSignals(leash, options, () => {
      gaveUp = true
      session.end()
    })
    let flowing: Promise<unknown> = Promise.resolve()
    const give = (written: Promise<void> | void): void => {
      const all = Promise.all([flowing, written])
      flowing = all.catch((error: unknown) => {
        if (!isReaderGone(error)) throw error
        passing.readerGone()
      })
    }
    const once = async (): Promise<Ending> => {
      // What does not fit into a command is sent to a session that has begun.
      if (!canBeginSession(frame)) await session.run(':', {})
      const ended = await session.run(frame, {
        maxBytes: 0,
        onStdout: (chunk) => give(toStdout(chunk)),
        onStderr: (chunk) => give(toStderr(chunk)),
      })
      await flowing
      return ended.ending
    }
    try {
      if (session.over()) session = makeShellSession(processes, connection)
      return await once().catch((error: unknown) => {
        if (!(error instanceof SessionGone)) throw error
        session = makeShellSession(processes, connection)
        return once()
      })
    } catch (error) {
      if (gaveUp) return { kind: 'exit', code: 137 }
      throw error
    } finally {
      passing.stop()
    }
  }
  return {
    run,
    end: () => {
      session.end()
      // Not waited for: it would not keep ferry from ending, and a ferry that ends before its time has no exit code.
      void leash.release()
    },
  }
}
