import { createHash } from 'node:crypto'

import { ProblemError } from '../../core/problem/problem.ts'
import type { ExecOptions, Remote } from '../../ports/remote.ts'
import { writeTo } from '../write-to.ts'
import { toTapeBytes } from './tape.ts'
import type { Tape, TapeEntry } from './tape.ts'

/** Most output of one attach that a tape keeps. */
const MOST_ATTACHED = 1024 * 1024

/** A remote that passes everything on to another one and remembers it. `tape()` gives what was said so far. */
export function recordRemote(remote: Remote): {
  readonly remote: Remote
  readonly tape: () => Tape
} {
  const entries: TapeEntry[] = []
  const orProblem = async <value>(script: string, work: () => Promise<value>): Promise<value> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ProblemError) {
        entries.push({ kind: 'problem', script, problem: error.problem })
      }
      throw error
    }
  }
  return {
    tape: () => ({ schema: 'ferry.tape/1', name: remote.name, entries: [...entries] }),
    remote: {
      name: remote.name,
      get near() {
        return remote.near ?? false
      },
      exec: (script, options = {}) =>
        orProblem(script, async () => {
          const hash = createHash('sha256')
          const stdin = options.stdin === undefined ? undefined : hashed(options.stdin, hash)
          const ended = await remote.exec(script, {
            ...options,
            ...(stdin === undefined ? {} : { stdin }),
          })
          entries.push({
            kind: 'exec',
            script,
            ...(stdin === undefined ? {} : { stdin: hash.digest('hex') }),
            ending: ended.ending,
            stdout: toTapeBytes(ended.stdout),
            stderr: toTapeBytes(ended.stderr),
            ...(ended.truncated ? { truncated: true } : {}),
          })
          return ended
        }),
      attach: (script, options) =>
        orProblem(script, async () => {
          const [out, err] = [makeKeeper(), makeKeeper()]
          const ending = await remote.attach(
            script,
            options.pty
              ? options
              : {
                  ...options,
                  onStdout: async (chunk) => {
                    out.add(chunk)
                    await (options.onStdout ?? writeTo(process.stdout))(chunk)
                  },
                  onStderr: async (chunk) => {
                    err.add(chunk)
                    await (options.onStderr ?? writeTo(process.stderr))(chunk)
                  },
                },
          )
          const [stdout, stderr] = [toTapeBytes(out.bytes()), toTapeBytes(err.bytes())]
          entries.push({ kind: 'attach', script, pty: options.pty, ending, stdout, stderr })
          return ending
        }),
      close: () => remote.close(),
    },
  }
}

async function* hashed(
  source: NonNullable<ExecOptions['stdin']>,
  hash: ReturnType<typeof createHash>,
): AsyncIterable<Uint8Array> {
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    hash.update(chunk)
    yield chunk
  }
}

function makeKeeper(): { add(chunk: Uint8Array): void; bytes(): Uint8Array } {
  const chunks: Uint8Array[] = []
  let size = 0
  return {
    add: (chunk) => {
      if (size < MOST_ATTACHED) chunks.push(chunk.slice())
      size += chunk.length
    },
    bytes: () => Buffer.concat(chunks),
  }
}
