import { createHash } from 'node:crypto'

import { ProblemError } from '../../core/problem/problem.ts'
import type { Problem } from '../../core/problem/problem.ts'
import type { ExecOptions, Remote } from '../../ports/remote.ts'
import { writeTo } from '../write-to.ts'
import { fromTapeBytes } from './tape.ts'
import type { Tape, TapeEntry } from './tape.ts'

/**
 * A remote that answers as a recorded one did. Each answer is given once, in the order of the tape among those of the
 * same script. Throws a plain error where the tape has no answer: then the work asks something else than it did
 * when the tape was made. What goes to stdin must be the same bytes.
 */
export function makeTapeRemote(tape: Tape): Remote & { readonly left: () => number } {
  const rest = [...tape.entries]
  const take = (script: string, kind: 'exec' | 'attach'): TapeEntry => {
    const at = rest.findIndex(
      (entry) => entry.script === script && (entry.kind === kind || entry.kind === 'problem'),
    )
    const entry = rest[at]
    if (!entry)
      throw new Error(`the tape of ${tape.name} has no ${kind} of this script:\n${script}`)
    rest.splice(at, 1)
    if (entry.kind === 'problem') throw new ProblemError(entry.problem as Problem)
    return entry
  }
  return {
    name: tape.name,
    left: () => rest.length,
    exec: async (script, options = {}) => {
      const entry = take(script, 'exec')
      if (entry.kind !== 'exec') throw new Error('not an exec')
      const stdout = fromTapeBytes(entry.stdout)
      if (stdout.length > 0) options.onStdout?.(stdout)
      const sent = options.stdin === undefined ? undefined : await hashOf(options.stdin)
      if (sent !== entry.stdin) {
        throw new Error(`the tape of ${tape.name} was made with other bytes on stdin`)
      }
      return {
        ending: entry.ending,
        stdout,
        stderr: fromTapeBytes(entry.stderr),
        truncated: entry.truncated ?? false,
        ms: 0,
      }
    },
    attach: async (script, options) => {
      const entry = take(script, 'attach')
      if (entry.kind !== 'attach') throw new Error('not an attach')
      const write = options.onStdout ?? writeTo(process.stdout)
      const warn = options.onStderr ?? writeTo(process.stderr)
      const [stdout, stderr] = [fromTapeBytes(entry.stdout), fromTapeBytes(entry.stderr)]
      if (stdout.length > 0) await write(stdout)
      if (stderr.length > 0) await warn(stderr)
      return entry.ending
    },
    close: () => Promise.resolve(),
  }
}

async function hashOf(source: NonNullable<ExecOptions['stdin']>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source instanceof Uint8Array ? [source] : source) hash.update(chunk)
  return hash.digest('hex')
}
