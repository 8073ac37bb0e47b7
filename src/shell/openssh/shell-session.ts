import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

import { LONGEST_COMMAND } from '../../core/plan/login-command.ts'
import { planSessionScript, planShellSession } from '../../core/plan/shell-session.ts'
import type { SessionStdin } from '../../core/plan/shell-session.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import { noSshClient } from '../../core/problem/ssh-problems.ts'
import { makeSessionStream } from '../../core/read/session-stream.ts'
import type { Ended, Ending, Processes } from '../../ports/processes.ts'
import type { ExecOptions } from '../../ports/remote.ts'
import { isReaderGone } from '../write-to.ts'
import { DEFAULT_MAX_BYTES, makeNonce, masterOf, throwExecFailure } from './exec-over-ssh.ts'
import { forwardStdin } from './forward-stdin.ts'
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
  readonly detached: boolean
  /**
   * As Remote.exec. A script with data for its stdin is the session's last, unless they are counted. Throws `ssh/…`, and SessionGone, which
   * the first script of a session does not, unless the login shell was taken as known.
   */
  run(script: string, options: SessionOptions): Promise<Ended>
  /** To the stdin of the script that runs. */
  send(line: string): void
  /** Lets the shell end; a script that runs is ended with it. */
  end(): void
  /** Ends the session here, whatever the board does. */
  kill(): void
}

export interface SessionOptions extends Omit<ExecOptions, 'onStdout' | 'onStderr'> {
  /** Goes to the script's stdin as it comes, instead of `stdin`; the script is the session's last. `open`: nothing but what is sent by `send`. */
  readonly forward?: Readable | 'open'
  /** The next chunk waits for the promise. Where it rejects with EPIPE, nobody reads on, and the script hears of that. */
  readonly onStdout?: (chunk: Uint8Array) => Promise<void> | void
  readonly onStderr?: (chunk: Uint8Array) => Promise<void> | void
  /** What breaks where the line does: `the program`; default a command. */
  readonly subject?: string
}

/** True for a script that can begin a session; longer ones do not fit in a command. */
export function canBeginSession(script: string, shell?: string): boolean {
  const first = { nonce: '0'.repeat(24), script, stdin: 'data' } as const
  return planShellSession(first, shell).length <= LONGEST_COMMAND
}

interface Job {
  readonly onStdout: (chunk: Uint8Array) => Promise<void> | void
  readonly onStderr: (chunk: Uint8Array) => Promise<void> | void
  readonly onClosed: (code: number | null) => void
}

export interface SessionStart {
  /** See AttachOptions. */
  readonly shell?: string | undefined
  /** In a process group of its own: Ctrl-C on the terminal is ferry's to pass on. ssh can ask nothing then. */
  readonly detached: boolean
}

/** The session begins with its first script (see canBeginSession); nothing is connected before. */
export function makeShellSession(
  processes: Processes,
  connection: SshConnection,
  { shell, detached }: SessionStart,
): ShellSession {
  let child: ChildProcess | undefined
  let job: Job | undefined
  let over = false
  let isUnread = false
  const onUnread = (stream: Readable) => (): void => {
    isUnread = true
    stream.destroy()
  }

  const begin = (nonce: string, script: string, stdin: SessionStdin): ChildProcess => {
    const command = planShellSession({ nonce, script, stdin }, shell)
    const started = spawn(
      connection.program,
      planSshSession(connection.plan, command, { pty: false }),
      { stdio: ['pipe', 'pipe', 'pipe'], detached, windowsHide: true },
    )
    started.stdin.on('error', () => {})
    started.stdout.on('data', (chunk: Buffer) =>
      waitFor(started.stdout, job?.onStdout(chunk), onUnread(started.stdout)),
    )
    started.stderr.on('data', (chunk: Buffer) =>
      waitFor(started.stderr, job?.onStderr(chunk), onUnread(started.stderr)),
    )
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

  const run = async (script: string, options: SessionOptions): Promise<Ended> => {
    const startedAt = performance.now()
    const nonce = makeNonce()
    const [out, err] = [makeSessionStream(nonce), makeSessionStream(nonce)]
    const limit = options.maxBytes ?? DEFAULT_MAX_BYTES
    const [stdout, stderr, tail] = [makeHead(limit), makeHead(limit), makeTail(16 * 1024)]
    const feeder = makeFeeder(options)
    const finished = new AbortController()
    let master: string | undefined
    const first = child === undefined
    let timer: NodeJS.Timeout | undefined
    const ending = await new Promise<Ending | { readonly closed: number | null }>((settle) => {
      const check = (): void => {
        const status = err.status()
        if (status !== undefined && out.status() !== undefined) {
          settle({ kind: 'exit', code: status })
        } else if (out.begun() && child?.stdin) feeder.feed(child.stdin, finished.signal)
      }
      job = {
        onStdout: (chunk) => {
          const own = out.take(chunk)
          if (out.begun()) master ??= masterOf(connection)
          stdout.add(own)
          const taken = own.length > 0 ? options.onStdout?.(own) : undefined
          check()
          return taken
        },
        onStderr: (chunk) => {
          tail.add(chunk)
          const own = err.take(chunk)
          stderr.add(own)
          const taken = own.length > 0 ? options.onStderr?.(own) : undefined
          check()
          return taken
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
      if (child === undefined) child = begin(nonce, script, feeder.stdin)
      else {
        keepAwake(child, true)
        child.stdin?.write(planSessionScript({ nonce, script, stdin: feeder.stdin }))
      }
    })
    job = undefined
    clearTimeout(timer)
    const isEnd = !('kind' in ending) || ending.kind !== 'exit' || ending.code !== 0
    if (feeder.stdin === 'rest' || (feeder.stdin === 'data' && (isEnd || !feeder.isAllSent()))) {
      over = true
    }
    finished.abort()
    if (over) child?.stdin?.end()
    else if (child) keepAwake(child, false)
    const ended = {
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      truncated: stdout.truncated() || stderr.truncated(),
      ms: performance.now() - startedAt,
    }
    if (!('closed' in ending)) return { ...ended, ending }
    // The last script ends with the session: of stdout there is the end of the stream alone, and what nobody read took its mark with it.
    const isLast = feeder.stdin === 'rest' && out.begun()
    const status = err.status() ?? (isUnread ? ending.closed : undefined)
    if (isLast && typeof status === 'number') {
      return { ...ended, ending: { kind: 'exit', code: status } }
    }
    if (child?.pid === undefined) throw noSshClient(connection.program)
    const isOther = !first || (shell !== undefined && ending.closed !== 255)
    if (isOther && !out.begun()) throw new SessionGone()
    return throwExecFailure(processes, connection, {
      text: tail.text().replaceAll(new RegExp(`ferry:${nonce}:\\w*\\n?`, 'g'), ''),
      master,
      heard: out.begun() ? '' : Buffer.from(out.noise()).toString(),
      status: ending.closed ?? undefined,
      begun: out.begun(),
      ...(options.subject === undefined ? {} : { subject: options.subject }),
    })
  }

  return {
    idle: () => !over && job === undefined,
    over: () => over,
    detached,
    run,
    send: (line) => void child?.stdin?.write(line),
    end: () => {
      over = true
      child?.stdin?.end()
    },
    kill: () => {
      over = true
      child?.kill('SIGKILL')
    },
  }
}

/** The next chunk waits until this one has been taken; where nobody reads any more, the other side hears of it. */
function waitFor(stream: Readable, taken: Promise<void> | void, onUnread: () => void): void {
  if (!taken) return
  stream.pause()
  taken.then(
    () => void stream.resume(),
    (error: unknown) => {
      if (isReaderGone(error)) onUnread()
      else stream.resume()
    },
  )
}

/** An idle session does not keep ferry from ending; its shell ends when ferry does. */
function keepAwake(child: ChildProcess, awake: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as (Socket | null)[]) {
    if (awake) one?.ref()
    else one?.unref()
  }
}

interface Feeder {
  readonly stdin: SessionStdin
  /** Begins to send, once. */
  feed(to: Writable, finished: AbortSignal): void
  /** Nothing is left, and the end was not told. */
  readonly isAllSent: () => boolean
}

function makeFeeder({ stdin, forward, isCounted }: SessionOptions): Feeder {
  let [feeding, sent] = [false, false]
  const feedAll = async (
    source: NonNullable<ExecOptions['stdin']>,
    to: Writable,
    signal: AbortSignal,
  ): Promise<void> => {
    try {
      for await (const chunk of source instanceof Uint8Array ? [source] : source) {
        if (signal.aborted) return
        if (!to.write(chunk)) await once(to, 'drain', { signal })
      }
      if (isCounted?.() === true) sent = true
      else to.end()
    } catch {
      // The session's own end tells what happened.
      to.destroy()
    }
  }
  return {
    stdin: forward ? 'rest' : stdin === undefined ? 'empty' : isCounted ? 'data' : 'rest',
    feed: (to, finished) => {
      if (feeding) return
      feeding = true
      if (forward === 'open') return
      if (forward) finished.addEventListener('abort', forwardStdin(forward, to))
      else if (stdin !== undefined) void feedAll(stdin, to, finished)
    },
    isAllSent: () => sent,
  }
}
