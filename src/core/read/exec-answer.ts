import type { FrameMarks } from '../plan/remote-frame.ts'
import { indexOf } from './frame-stream.ts'

/** The stderr of a captured script, taken out of what surrounded it. */
export interface ExecAnswer {
  /** Its own status; undefined where it was not told, because the line broke or the shell was killed. */
  readonly status?: number
  readonly stderr: Uint8Array
  /** stderr outside of the marks: ssh's and the server's words. */
  readonly around: Uint8Array
  /** True where the middle of it is missing. */
  readonly truncated: boolean
}

/**
 * Takes apart the stderr of an exec (see planExecFrame): `head`, its first bytes, and `tail`, its last, which
 * are the same bytes where it is short. Never throws.
 */
export function readExecAnswer(head: Uint8Array, tail: Uint8Array, marks: FrameMarks): ExecAnswer {
  const begin = toBytes(marks.begin)
  const end = toBytes(marks.end)
  const beginAt = indexOf(head, begin)
  const from = beginAt < 0 ? 0 : beginAt + begin.length
  const endAt = indexOf(head, end, from)
  const tailAt = indexOf(tail, end)
  const after = tailAt < 0 ? new Uint8Array(0) : tail.subarray(tailAt + end.length)
  const digits = /^(\d{1,3})\n/.exec(String.fromCharCode(...after.subarray(0, 4)))
  const before = head.subarray(0, Math.max(0, beginAt))
  if (digits?.[1] === undefined) {
    return { stderr: head.subarray(from), around: concat(before, tail), truncated: false }
  }
  return {
    status: Number(digits[1]),
    stderr: endAt < 0 ? head.subarray(from) : head.subarray(from, endAt),
    around: concat(before, after.subarray(digits[0].length)),
    truncated: endAt < 0,
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
