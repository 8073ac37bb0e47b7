import { randomBytes } from 'node:crypto'

import {
  LONGEST_COMMAND,
  planLoginCommand,
  planScriptOnStdin,
  READ_AND_RUN,
} from '../../core/plan/login-command.ts'
import { makeFrameMarks, planExecFrame } from '../../core/plan/remote-frame.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import { noSshClient } from '../../core/problem/ssh-problems.ts'
import { readExecAnswer } from '../../core/read/exec-answer.ts'
import { readSshFailure } from '../../core/read/ssh-failure.ts'
import type { Ended, Processes } from '../../ports/processes.ts'
import type { ExecOptions } from '../../ports/remote.ts'
import type { SshConnection } from './ssh-connection.ts'

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024

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
  const ended = await processes.run(
    {
      file: connection.program,
      args: planSshSession(connection.plan, fits ? short : READ_AND_RUN, { pty: false }),
    },
    {
      ...(stdin === undefined ? {} : { stdin }),
      // Room for banners and marks.
      maxBytes: (options.maxBytes ?? DEFAULT_MAX_BYTES) + 64 * 1024,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.signal ? { signal: options.signal } : {}),
    },
  )
  if (ended.ending.kind === 'not-started') throw noSshClient(connection.program)
  const answer = readExecAnswer(ended.stdout, ended.stderr, marks)
  const mine = { stdout: answer.stdout, stderr: answer.stderr }
  if (ended.ending.kind === 'timeout' || ended.ending.kind === 'cancelled')
    return { ...ended, ...mine }
  if (answer.status !== undefined) {
    return { ...ended, ...mine, ending: { kind: 'exit', code: answer.status } }
  }
  // stderr that was cut at its limit has lost the status; then ssh's own is the best there is.
  const status = ended.ending.kind === 'exit' ? ended.ending.code : undefined
  if (ended.truncated && answer.begun && status !== undefined && status !== 255) {
    return { ...ended, ...mine }
  }
  throw readSshFailure({
    peer: connection.peer,
    text: Buffer.from(answer.around).toString(),
    status,
    begun: answer.begun,
    during: 'a command ran',
  })
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
