import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

import { LONGEST_COMMAND, planCommandFor, planLoginCommand } from '../../core/plan/login-command.ts'
import { planParkedScript, planParkScript } from '../../core/plan/park-script.ts'
import { makeFrameMarks, planAttachFrame, planNoteQuestion } from '../../core/plan/remote-frame.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import { commandKilled, lineLost, noSshClient } from '../../core/problem/ssh-problems.ts'
import { makeFrameStream } from '../../core/read/frame-stream.ts'
import { readSshFailure } from '../../core/read/ssh-failure.ts'
import type { Ending, Processes } from '../../ports/processes.ts'
import type { AttachOptions } from '../../ports/remote.ts'
import { execOverSsh, isLineThere, makeNonce, masterOf } from './exec-over-ssh.ts'
import { holdBySession, holdByWatcher } from './leash.ts'
import type { Leash } from './leash.ts'
import { passSignals } from './pass-signals.ts'
import { makeTail, pump } from './pump.ts'
import { isReaderGone, writeTo } from '../write-to.ts'
import type { SshConnection } from './ssh-connection.ts'

export interface AttachWays {
  readonly settling?: (ended: Promise<void>) => void
  readonly waiting?: Leash | undefined
}

/** Runs a script with the user's own streams; see Remote.attach for what it promises. `settling` hears when the last session of it is over. `waiting`: a leash that holds nothing yet. */
export async function attachOverSsh(
  processes: Processes,
  connection: SshConnection,
  script: string,
  options: AttachOptions,
  { settling, waiting }: AttachWays = {},
): Promise<Ending> {
  if (options.signal?.aborted || options.kill?.aborted) return { kind: 'cancelled' }
  const { pty } = options
  const nonce = waiting?.nonce ?? makeNonce()
  const command = await planCommand(processes, connection, nonce, script, options)
  const child = spawn(connection.program, planSshSession(connection.plan, command, { pty }), {
    stdio: [options.stdin === 'empty' ? 'ignore' : 'inherit', pty ? 'inherit' : 'pipe', 'pipe'],
    // A session of its own, so that Ctrl-C on the terminal reaches ferry alone, which passes it on. With a pty the
    // terminal is raw and Ctrl-C is a byte; without sharing ssh may have to ask for a password there.
    detached: !pty && connection.shared && process.platform !== 'win32',
    windowsHide: true,
  })
  const closed = whenClosed(child)
  const pid = await whenStarted(child)
  if (pid === undefined) throw noSshClient(connection.program)
  const leash =
    waiting ??
    (connection.shared
      ? holdBySession(connection, nonce, options.shell)
      : holdByWatcher(processes, connection, nonce, pid))
  let gaveUp = false
  const passing = passSignals(leash, options, () => {
    gaveUp = true
    child.kill('SIGKILL')
  })
  const marks = makeFrameMarks(nonce)
  const [out, err, tail] = [
    makeFrameStream(marks.begin),
    makeFrameStream(marks.begin),
    makeTail(16 * 1024),
  ]
  let master: string | undefined
  const toStdout = options.onStdout ?? writeTo(process.stdout)
  const toStderr = options.onStderr ?? writeTo(process.stderr)
  const onWriteError = (error: unknown): void => {
    if (!isReaderGone(error)) throw error
    passing.readerGone()
  }
  try {
    const [ended] = await Promise.all([
      closed,
      pump(child.stdout, (chunk) => {
        const own = out.take(chunk)
        if (out.begun()) master ??= masterOf(connection)
        return toStdout(own)
      }).catch(onWriteError),
      pump(child.stderr, (chunk) => {
        tail.add(chunk)
        // With a pty the program's stderr is on the terminal: what comes here are ssh's own words.
        return pty ? undefined : toStderr(err.take(chunk))
      }).catch(onWriteError),
    ])
    if (gaveUp) return { kind: 'exit', code: 137 }
    const begun = pty ? undefined : out.begun()
    if (ended.code !== null && ended.code !== 255 && begun !== false) {
      return { kind: 'exit', code: ended.code }
    }
    const failure = { text: tail.text(), status: ended.code ?? undefined, begun, master }
    return await judgeSilence(processes, connection, nonce, failure)
  } finally {
    passing.stop()
    const released = leash.release()
    if (connection.shared) settling?.(released)
  }
}

/** The command line for the session; a script that is too long for one is parked on the board first. */
async function planCommand(
  processes: Processes,
  connection: SshConnection,
  nonce: string,
  script: string,
  { pty, shell }: AttachOptions,
): Promise<string> {
  const frame = planAttachFrame({ nonce, script, pty, watchParent: !connection.shared })
  const command = planCommandFor(shell, frame)
  if (command.length <= LONGEST_COMMAND) return command
  const parked = await execOverSsh(processes, connection, planParkScript(nonce), {
    stdin: Buffer.from(frame),
  })
  const path = Buffer.from(parked.stdout).toString().trimEnd()
  if (parked.ending.kind !== 'exit' || parked.ending.code !== 0 || path === '') {
    throw lineLost({ peer: connection.peer }, 'the program was started')
  }
  return planLoginCommand(planParkedScript(path))
}

interface Silence {
  readonly text: string
  readonly status: number | undefined
  /** undefined: not known, there was a pty. */
  readonly begun: boolean | undefined
  /** The shared connection when the program was heard to begin. */
  readonly master: string | undefined
}

/** 255 is the program's own status where the board noted it; else it is ssh's failure. */
async function judgeSilence(
  processes: Processes,
  connection: SshConnection,
  nonce: string,
  silence: Silence,
): Promise<Ending> {
  const { peer } = connection
  const during = silence.begun === false ? 'the program was started' : 'the program ran'
  const asLogin = readSshFailure({ ...silence, peer, begun: false, during })
  // Over a shared connection somebody has logged in already: what ended without words is the line.
  const isVague = ['ssh/failed', 'ssh/closed'].includes(asLogin.problem.code)
  const isLost = asLogin.problem.code === 'ssh/line-lost'
  const isLine = isLost || (isVague && (silence.begun !== false || connection.shared))
  if (silence.begun !== true && !isLine) throw asLogin
  const lost = readSshFailure({ ...silence, peer, begun: true, during })
  const lineThere = silence.begun === true && (await isLineThere(connection, silence))
  const noted = await isNoted(processes, connection, nonce)
  if (noted === true) return { kind: 'exit', code: 255 }
  throw lineThere && noted === false ? commandKilled({ peer }, during) : lost
}

/** undefined: the board cannot be asked. */
async function isNoted(
  processes: Processes,
  connection: SshConnection,
  nonce: string,
): Promise<boolean | undefined> {
  try {
    const answer = await execOverSsh(processes, connection, planNoteQuestion(nonce), {
      timeoutMs: 15_000,
    })
    return Buffer.from(answer.stdout).toString().trim() === 'noted'
  } catch {
    return undefined
  }
}

function whenStarted(child: ChildProcess): Promise<number | undefined> {
  if (child.pid !== undefined) return Promise.resolve(child.pid)
  return new Promise((settle) => {
    child.once('error', () => settle(undefined))
    child.once('spawn', () => settle(child.pid))
  })
}

function whenClosed(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((settle) => {
    child.on('error', () => {})
    child.once('close', (code, signal) => settle({ code, signal }))
  })
}
