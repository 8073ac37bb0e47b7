import type { Readable } from 'node:stream'

import { planHeldScript, planLeashedScript } from '../../core/plan/remote-frame.ts'
import type { Ending } from '../../ports/processes.ts'
import type { AttachOptions } from '../../ports/remote.ts'
import { isReaderGone, writeTo } from '../write-to.ts'
import type { Leash } from './leash.ts'
import { passSignals } from './pass-signals.ts'
import type { ShellSession } from './shell-session.ts'

export interface HeldRun {
  readonly leash: Pick<Leash, 'nonce' | 'signal'>
  /** Where the script's stdin comes from; left out: it is empty. `open`: it is its leash. */
  readonly forward?: Readable | 'open'
  /** The session that runs it; asked for again where that one has gone. */
  readonly session: (frame: string) => Promise<ShellSession>
}

/** Runs a script with the user's own stdout and stderr in a session that is there. Throws `ssh/…` and SessionGone. */
export async function runHeld(
  { leash, forward, session }: HeldRun,
  script: string,
  options: Omit<AttachOptions, 'pty' | 'stdin' | 'shell'>,
): Promise<Ending> {
  const frame = (forward === 'open' ? planLeashedScript : planHeldScript)(leash.nonce, script)
  const toStdout = options.onStdout ?? writeTo(process.stdout)
  const toStderr = options.onStderr ?? writeTo(process.stderr)
  let gaveUp = false
  let running: ShellSession | undefined
  const passing = passSignals(leash, options, () => {
    gaveUp = true
    running?.kill()
  })
  let flowing: Promise<unknown> = Promise.resolve()
  const give = (written: Promise<void> | void): Promise<void> | void => {
    if (!written) return
    const all = Promise.all([flowing, written])
    flowing = all.catch((error: unknown) => {
      if (!isReaderGone(error)) throw error
      passing.readerGone()
    })
    return written
  }
  try {
    running = await session(frame)
    const ended = await running.run(frame, {
      maxBytes: 0,
      subject: 'the program',
      ...(forward ? { forward } : {}),
      onStdout: (chunk) => give(toStdout(chunk)),
      onStderr: (chunk) => give(toStderr(chunk)),
    })
    await flowing
    return ended.ending
  } catch (error) {
    if (gaveUp) return { kind: 'exit', code: 137 }
    throw error
  } finally {
    passing.stop()
  }
}
