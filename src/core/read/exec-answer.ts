import type { FrameMarks } from '../plan/remote-frame.ts'
import { indexOf } from './frame-stream.ts'

/** A captured script, taken out of what surrounded it. */
export interface ExecAnswer {
  readonly begun: boolean
  /** Its own status; undefined where it was not told, because the line broke or the shell was killed. */
  readonly status?: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** stderr outside of the marks: ssh's and the server's words. */
  readonly around: Uint8Array
}

/** Takes apart the two streams of an exec (see planExecFrame). Never throws. */
export function readExecAnswer(
  stdout: Uint8Array,
  stderr: Uint8Array,
  marks: FrameMarks,
): ExecAnswer {
  const begin = toBytes(marks.begin)
  const outAt = indexOf(stdout, begin)
  const errAt = indexOf(stderr, begin)
  const begun = outAt >= 0
  const errFrom = errAt < 0 ? 0 : errAt + begin.length
  const endAt = indexOf(stderr, toBytes(marks.end), errFrom)
  const own = begun ? stdout.subarray(outAt + begin.length) : stdout
  if (endAt < 0) {
    return { begun, stdout: own, stderr: stderr.subarray(errFrom), around: stderr }
  }
  const tail = stderr.subarray(endAt + marks.end.length)
  const digits = /^(\d{1,3})\n/.exec(String.fromCharCode(...tail.subarray(0, 4)))
  const rest = tail.subarray(digits?.[0].length ?? 0)
  return {
    begun,
    ...(digits?.[1] === undefined ? {} : { status: Number(digits[1]) }),
    stdout: own,
    stderr: stderr.subarray(errFrom, endAt),
    around: concat(stderr.subarray(0, Math.max(0, errAt)), rest),
  }
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
