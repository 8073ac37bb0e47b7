import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import { SHIP_STATUS } from '../core/plan/ship-scripts.ts'
import * as problems from '../core/problem/board-problems.ts'
import { ProblemError } from '../core/problem/problem.ts'

/** An upload that the board ended. */
export interface FailedUpload {
  readonly board: string
  readonly facts: BoardFacts
  /** Path on the board. */
  readonly path: string
  readonly size: number
  /** Of the script: see SHIP_STATUS. */
  readonly status: number
  readonly stderr: Uint8Array
}

/** What the board's own words and the script's status say. */
export function uploadProblem(failed: FailedUpload): ProblemError {
  const { board, facts, path, size, status } = failed
  const output = lastLines(failed.stderr)
  const text = output.join('\n')
  if (/no space left|disk quota exceeded|file too large/i.test(text)) {
    return problems.noSpace(board, path, size, 0)
  }
  if (/read-only file system/i.test(text)) return problems.readOnly(board, path)
  if (/permission denied|operation not permitted/i.test(text)) {
    return problems.notWritable(board, path, facts.user?.name)
  }
  return problems.shipFailed(board, path, WHY[status] ?? `the board said ${status}`, output)
}

const WHY: Readonly<Record<number, string>> = {
  [SHIP_STATUS.folder]: 'its folder could not be made',
  [SHIP_STATUS.write]: 'it could not be written whole',
  [SHIP_STATUS.directory]: 'a folder has that name',
  [SHIP_STATUS.mismatch]: 'what arrived is not what was sent (disk full, or a bad line)',
  [SHIP_STATUS.rename]: 'it could not be put in its place',
  [SHIP_STATUS.owner]: 'its folder was made by another user of the board',
}

/** Another place on the board may do. What was damaged on the way would be so there, too, and an answer that makes no sense stays one. */
export function isOfPlace(error: unknown): error is ProblemError {
  if (!(error instanceof ProblemError)) return false
  const { code, why = '' } = error.problem
  if (code === 'board/ship-failed') return !why.startsWith(WHY[SHIP_STATUS.mismatch] ?? '')
  return code.startsWith('board/') && code !== 'board/bad-answer'
}

/** The last words, without empty lines. */
export function lastLines(bytes: Uint8Array): readonly string[] {
  return decodeText(bytes.subarray(-4096))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-10)
}
