import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { LONGEST_COMMAND } from '../../core/plan/login-command.ts'
import { planSessionScript, planShellSession } from '../../core/plan/shell-session.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import { noSshClient } from '../../core/problem/ssh-problems.ts'
import { makeSessionStream } from '../../core/read/session-stream.ts'
import type { Ended, Ending, Processes } from '../../ports/processes.ts'
import type { ExecOptions } from '../../ports/remote.ts'
import { DEFAULT_MAX_BYTES, makeNonce, masterOf, throwExecFailure } from './exec-over-ssh.ts'
import { makeHead, makeTail } from './pump.ts'
import type { SshConnection } from './ssh-connection.ts'

/** The session had ended before the script was heard to begin: it was not run, and may be sent by another way. */
export class SessionGone extends Error {}

/** A shell of the board that waits for the next script: several requests cost one SSH session. */
export interface ShellSession {
  /** It waits for a script. */
  readonly idle: () => boolean
  /** It takes no further script. */
  readonly over: () => boolean
  /**
   * As Remote.exec. A script with data for its stdin is the session's last. Throws `ssh/…`, and SessionGone, which the first script
   * of a session does not.
   */
  run(script: string, options: ExecOptions): Promise<Ended>
  /** Lets the shell end; a script that runs is ended with it. */
  end(): void
}

/** True for a script that can begin a session; longer ones do not fit in a command. */
export function canBeginSession(script: string): boolean {
  return planShellSession({ nonce: '0'.repeat(24), script }).length <= LONGEST_COMMAND
}

interface Job {
  readonly onStdout: (chunk: Uint8Array) => void
  readonly onStderr: (chunk: Uint8Array) => void
  readonly onClosed: (code: number | null) => void
}

/** The session begins with its first script (see canBeginSession); nothing is connected before. */
export function makeShellSession(processes: Processes, connection: SshConnection): ShellSession {
  let child: ChildProcess | undefined
  let job: Job | undefined
  let over = false

  const begin = (nonce: string, script: string): ChildProcess => {
    const started = spawn(
      connection.program,
      planSshSession(connection.plan, planShellSession({ nonce, script }), { pty: false }),
      { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
    )
    started.stdin.on('error', () => {})
    started.stdout.on('data', (chunk: Buffer) => job?.onStdout(chunk))
    started.stderr.on('data', (chunk: Buffer) => job?.onStderr(chunk))
    started.once('error', () => {
      over = true
      if (started.pid === undefined) job?.onClosed(null)
    })
    started.once('close', (code) => {
      over = true
      job?.onClosed(code)
    })
    return started
  }

  const run = async (script: string, options: ExecOptions): Promise<Ended> => {
    const startedAt = performance.now()
    const nonce = makeNonce()
    const [out, err] = [makeSessionStream(nonce), makeSessionStream(nonce)]
    const limit = options.maxBytes ?? DEFAULT_MAX_BYTES
    const [stdout, stderr, tail] = [makeHead(limit), makeHead(limit), makeTail(16 * 1024)]
    const { stdin } = options
    let feeding = false
    let master: string | undefined
    const first = child === undefined
    const finished = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const ending = await new Promise<Ending | { readonly closed: number | null }>((settle) => {
      const check = (): void => {
        const status = out.status()
        if (status !== undefined && err.status() !== undefined) {
          settle({ kind: 'exit', code: status })
        } else if (stdin !== undefined && out.begun() && !feeding && child?.stdin) {
          feeding = true
          void feed(child.stdin, stdin)
        }
      }
      job = {
        onStdout: (chunk) => {
          const own = out.take(chunk)
          if (out.begun()) master ??= masterOf(connection)
          stdout.add(own)
          if (own.length > 0) options.onStdout?.(own)
          check()
        },
        onStderr: (chunk) => {
          tail.add(chunk)
          const own = err.take(chunk)
          stderr.add(own)
          if (own.length > 0) options.onStderr?.(own)
          check()
        },
        onClosed: (code) => settle({ closed: code }),
      }
      const stop = (why: Ending): void => {
        over = true
        child?.kill('SIGTERM')
        settle(why)
      }
      if (options.timeoutMs !== undefined) {
        const afterMs = options.timeoutMs
        timer = setTimeout(() => stop({ kind: 'timeout', afterMs }), afterMs)
      }
      options.signal?.addEventListener('abort', () => stop({ kind: 'cancelled' }), {
        signal: finished.signal,
      })
      if (child === undefined) child = begin(nonce, script)
      else {
        keepAwake(child, true)
        child.stdin?.write(planSessionScript({ nonce, script }, stdin !== undefined))
      }
    })
    job = undefined
    clearTimeout(timer)
    finished.abort()
    if (stdin !== undefined) over = true
    if (over) child?.stdin?.end()
    else if (child) keepAwake(child, false)
    const ended = {
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      truncated: stdout.truncated() || stderr.truncated(),
      ms: performance.now() - startedAt,
    }
    if (!('closed' in ending)) return { ...ended, ending }
    if (child?.pid === undefined) throw noSshClient(connection.program)
    if (!first && !out.begun()) throw new SessionGone()
    return throwExecFailure(processes, connection, {
      text: tail.text().replaceAll(new RegExp(`ferry:${nonce}:\\w*\\n?`, 'g'), ''),
      master,
      heard: out.begun() ? '' : Buffer.from(out.noise()).toString(),
      status: ending.closed ?? undefined,
      begun: out.begun(),
    })
  }

  return {
    idle: () => !over && job === undefined,
    over: () => over,
    run,
    end: () => {
      over = true
      child?.stdin?.end()
    },
  }
}

/** An idle session does not keep ferry from ending; its shell ends when ferry does. */
function keepAwake(child: ChildProcess, awake: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as (Socket | null)[]) {
    if (awake) one?.ref()
    else one?.unref()
  }
}

async function feed(
  stdin: NodeJS.WritableStream,
  source: NonNullable<ExecOptions['stdin']>,
): Promise<void> {
  try {
    await pipeline(source instanceof Uint8Array ? Readable.from([source]) : source, stdin)
  } catch {
    // The session's own end tells what happened.
  }
}
