import { fstatSync } from 'node:fs'

import type { Ending } from '../../ports/processes.ts'
import type { AttachOptions } from '../../ports/remote.ts'
import { atMost } from './at-most.ts'
import { makeNonce } from './exec-over-ssh.ts'
import type { Leash } from './leash.ts'
import { runHeld } from './run-held.ts'
import type { ShellSession } from './shell-session.ts'

export type AttachStreams = Pick<AttachOptions, 'pty' | 'stdin'>

/** A board that is slower than that starts the program before it holds it. */
const LEASH_MS = 10_000

/** A terminal is ssh's own business: with a pty, and where stdin is one. */
export function isForSession({ pty, stdin }: AttachStreams): boolean {
  return !pty && (stdin === 'empty' || !process.stdin.isTTY)
}

/** The script's stdin is empty: the session's may be its leash. */
export function hasNoStdin({ stdin }: AttachStreams): boolean {
  return stdin === 'empty' || isNullDevice(0)
}

export interface SessionWays {
  /** A session that takes such a script, waiting or new; throws SessionGone where there is none. */
  readonly session: (frame: string) => ShellSession
  /** Missing where there is no stdin (hasNoStdin). */
  readonly leash: Leash | undefined
  /** Hears when the leash is gone. */
  readonly settling: (ended: Promise<void>) => void
}

/**
 * As attachOverSsh, by a session that waits for a script: the program starts without a log-in and a login shell of its own; where there is
 * no stdin, the session is its own leash. Throws SessionGone where nothing was started.
 */
export async function attachInSession(
  { session, leash, settling }: SessionWays,
  script: string,
  options: AttachOptions,
): Promise<Ending> {
  let current: ShellSession | undefined
  if (leash) await atMost(leash.ready, LEASH_MS)
  const own: Pick<Leash, 'nonce' | 'signal'> = {
    nonce: makeNonce(),
    signal: (signal) => current?.send(`${signal}\n`),
  }
  const take = (frame: string): Promise<ShellSession> => {
    current = session(frame)
    return Promise.resolve(current)
  }
  try {
    if (options.signal?.aborted || options.kill?.aborted) return { kind: 'cancelled' }
    const held = leash
      ? { leash, forward: process.stdin, session: take }
      : { leash: own, forward: 'open' as const, session: take }
    return await runHeld(held, script, options)
  } finally {
    if (leash) settling(leash.release())
    current?.end()
  }
}

/** Linux: character device 1:3 (Documentation/admin-guide/devices.txt). */
const NULL_DEVICE = 0x103

function isNullDevice(fd: number): boolean {
  try {
    const stat = fstatSync(fd)
    return stat.isCharacterDevice() && stat.rdev === NULL_DEVICE && process.platform === 'linux'
  } catch {
    return false
  }
}
