import { randomBytes } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

import {
  LONGEST_COMMAND,
  planLoginCommand,
  planScriptOnStdin,
  READ_AND_RUN,
} from '../../core/plan/login-command.ts'
import { makeFrameMarks, planExecFrame } from '../../core/plan/remote-frame.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import { commandKilled, noSshClient } from '../../core/problem/ssh-problems.ts'
import { readExecAnswer } from '../../core/read/exec-answer.ts'
import { makeFrameStream } from '../../core/read/frame-stream.ts'
import { readSshFailure } from '../../core/read/ssh-failure.ts'
import type { Ended, Processes } from '../../ports/processes.ts'
import type { ExecOptions } from '../../ports/remote.ts'
import { makeHead, makeTail } from './pump.ts'
import type { SshConnection } from './ssh-connection.ts'

/** Of each stream of a captured script. */
export const DEFAULT_MAX_BYTES: number = 4 * 1024 * 1024

/**
 * Runs a script on the board and captures its output. The status is the script's own, told in band.
 * Throws `ssh/…` where the board was not reached or the line broke before the script's end.
 */
export async function execOverSsh(
  processes: Processes,
  connection: SshConnection,
  script: string,
  options: ExecOptions = {},
): Promise<Ended> {
  const nonce = makeNonce()
  const marks = makeFrameMarks(nonce)
  const framed = planExecFrame(nonce, script)
  const short = planLoginCommand(framed)
  const fits = short.length <= LONGEST_COMMAND
  const stdin = fits ? options.stdin : withPrefix(planScriptOnStdin(framed), options.stdin)
  const limit = options.maxBytes ?? DEFAULT_MAX_BYTES
  // Banners of any length may come first, and the status comes last: neither may be lost to a limit.
  const out = makeFrameStream(marks.begin)
  const kept = makeHead(limit)
  const tail = makeTail(16 * 1024)
  let master: string | undefined
  const ended = await processes.run(
    {
      file: connection.program,
      args: planSshSession(connection.plan, fits ? short : READ_AND_RUN, { pty: false }),
    },
    {
      ...(stdin === undefined ? {} : { stdin }),
      maxBytes: limit,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.signal ? { signal: options.signal } : {}),
      onStdout: (chunk) => {
        const own = out.take(chunk)
        if (out.begun()) master ??= masterOf(connection)
        kept.add(own)
        if (own.length > 0) options.onStdout?.(own)
      },
      onStderr: (chunk) => tail.add(chunk),
    },
  )
  if (ended.ending.kind === 'not-started') throw noSshClient(connection.program)
  const answer = readExecAnswer(ended.stderr, tail.bytes(), marks)
  const result = {
    ...ended,
    stdout: kept.bytes(),
    stderr: answer.stderr,
    truncated: kept.truncated() || answer.truncated,
  }
  if (ended.ending.kind === 'timeout' || ended.ending.kind === 'cancelled') return result
  if (answer.status !== undefined && out.begun()) {
    return { ...result, ending: { kind: 'exit', code: answer.status } }
  }
  return throwExecFailure(processes, connection, {
    text: Buffer.from(answer.around).toString(),
    heard: out.begun() ? '' : Buffer.from(out.noise()).toString(),
    status: ended.ending.kind === 'exit' ? ended.ending.code : undefined,
    begun: out.begun(),
    master,
  })
}

/** What is known of an exec whose end was not told. */
export interface ExecFailure {
  /** What ssh, the server and the login shell said on stderr. */
  readonly text: string
  /** What the login shell said on stdout, before the script began. */
  readonly heard: string
  /** ssh's own exit code. */
  readonly status: number | undefined
  /** The script was heard to begin. */
  readonly begun: boolean
  /** The shared connection at that moment (masterOf). */
  readonly master: string | undefined
  /** `the program`; default a command. */
  readonly subject?: string
}

/** Throws the `ssh/…` problem that tells what happened. */
export async function throwExecFailure(
  processes: Processes,
  connection: SshConnection,
  { text, heard, status, begun, master, subject = 'a command' }: ExecFailure,
): Promise<never> {
  // Once somebody has logged in, a client of a shared connection says nothing when that one breaks; a failed log-in has words, whose lines
  // end as ssh's own do (sshlogv of log.c). A login shell is heard after the log-in alone.
  const during = begun ? `${subject} ran` : `${subject} was started`
  const isIn = heard !== '' || (connection.shared && !text.includes('\r\n'))
  const failure = readSshFailure({
    peer: connection.peer,
    text: text + heard,
    status,
    begun: begun || (status === 255 && isIn),
    during,
  })
  if (begun && (await isLineThere(connection, { text, status, master }))) {
    throw commandKilled({ peer: connection.peer }, during)
  }
  if (failure.problem.code === 'ssh/closed') await askJumpHost(processes, connection)
  throw failure
}

/** Which shared connection stands behind the socket now; undefined: none. */
export function masterOf({ plan }: SshConnection): string | undefined {
  if (plan.controlPath === undefined) return undefined
  try {
    const { ino, ctimeMs } = lstatSync(plan.controlPath)
    return `${ino} ${ctimeMs}`
  } catch {
    return undefined
  }
}

/** ssh takes its socket away when the shared connection ends, but not before its clients hear of that end; on a busy machine long after. */
const MASTER_ENDS_MS = [100, 100, 200, 400]

/**
 * A session that ended without an end of its script: did the line outlive it? A shell that was killed ends a session as a line does, with
 * 255 (session.c, exit-signal), but ssh has nothing to say about it. `master`: the connection when the script was heard to begin.
 */
export async function isLineThere(
  connection: SshConnection,
  { text, status, master }: Pick<ExecFailure, 'text' | 'status' | 'master'>,
): Promise<boolean> {
  if (status === undefined) return false
  if (status !== 255) return status !== 97
  if (!connection.shared) return !text.includes('\r\n')
  if (master === undefined) return false
  for (const ms of MASTER_ENDS_MS) {
    await wait(ms)
    if (masterOf(connection) !== master) return false
  }
  return true
}

/** With ControlPersist ssh throws away what the way through a jump host said (sshconnect.c, ssh_proxy_connect): asked once more without, it tells. */
async function askJumpHost(processes: Processes, connection: SshConnection): Promise<void> {
  const { controlPath, ...plan } = connection.plan
  if (!connection.peer.jumps || controlPath === undefined) return
  await execOverSsh(processes, { ...connection, plan, shared: false }, ':')
}

/** Never used twice; letters and digits alone. */
export function makeNonce(): string {
  return randomBytes(12).toString('hex')
}

async function* withPrefix(prefix: string, data: ExecOptions['stdin']): AsyncIterable<Uint8Array> {
  yield Buffer.from(prefix)
  if (data instanceof Uint8Array) yield data
  else if (data) yield* data
}
