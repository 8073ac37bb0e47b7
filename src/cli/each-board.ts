import { EXIT, ProblemError } from '../core/problem/problem.ts'
import type { Problem } from '../core/problem/problem.ts'
import { formatDuration } from '../core/text/format-duration.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { makePaint } from '../render/paint.ts'
import { renderProblem } from '../render/problem-text.ts'
import { renderBoardLines } from '../render/board-lines.ts'
import { noteFailedBoards } from '../work/failed-boards.ts'
import type { Context } from './context.ts'
import { makeLinePrefixer } from './line-prefixer.ts'

/** What came of one board. */
export interface BoardOutcome<value> {
  readonly board: SelectedBoard
  /** ferry's exit code for this board. */
  readonly code: number
  /** Missing where a problem ended the work. */
  readonly value?: value
  readonly problem?: Problem
  readonly ms: number
}

/** As many boards are worked on at once; cargo alone runs for one after the other. */
export const AT_ONCE = 8

/**
 * Does the work for each board. For one board it is just that, and a problem is thrown. For several they are worked on side by side;
 * what is said carries the board's name in front of each line, a problem of one board ends that one alone, and a line for each tells in
 * the end what came of it. Boards that failed are remembered for `--retry-failed`.
 */
export async function eachBoard<value>(
  context: Context,
  command: string,
  boards: readonly SelectedBoard[],
  atOnce: number,
  work: (context: Context, board: SelectedBoard) => Promise<{ code: number; value: value }>,
): Promise<readonly BoardOutcome<value>[]> {
  const [only, ...more] = boards
  if (only && more.length === 0) {
    return [{ board: only, ms: 0, ...(await work(context, only)) }]
  }
  const waiting = boards.map((board, index) => ({ board, index }))
  const outcomes: BoardOutcome<value>[] = []
  const width = Math.max(...boards.map(({ name }) => name.length))
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      outcomes[next.index] = await workOn(context, next.board, width, work)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, boards.length) }, worker))
  const failed = outcomes.filter(({ code }) => code !== EXIT.done).map(({ board }) => board.name)
  await noteFailedBoards(context.world, command, failed)
  context.clear()
  if (context.format === 'text' && !context.quiet) {
    const lines = outcomes.map(({ board, code, problem, ms }) => ({
      name: board.name,
      code,
      ...(problem ? { title: problem.title } : {}),
      time: formatDuration(ms),
    }))
    context.passOn(Buffer.from(renderBoardLines(lines, makePaint(context.color))))
  }
  return outcomes
}

/** The first failure's code, in the order of the boards. */
export function codeOfBoards(outcomes: readonly BoardOutcome<unknown>[]): number {
  return outcomes.find(({ code }) => code !== EXIT.done)?.code ?? EXIT.done
}

/** For JSON: the boards that a problem ended. */
export function failedBoards(outcomes: readonly BoardOutcome<unknown>[]): {
  readonly failed?: readonly { readonly board: string; readonly problem: Problem }[]
} {
  const failed = outcomes.flatMap(({ board, problem }) =>
    problem ? [{ board: board.name, problem }] : [],
  )
  return failed.length === 0 ? {} : { failed }
}

async function workOn<value>(
  context: Context,
  board: SelectedBoard,
  width: number,
  work: (context: Context, board: SelectedBoard) => Promise<{ code: number; value: value }>,
): Promise<BoardOutcome<value>> {
  const started = performance.now()
  const said = makeLinePrefixer(board.name.padEnd(width), context.passOn)
  const own: Context = {
    ...context,
    tell: (event) => context.tell({ ...event, board: board.name }),
    passOn: said.take,
    // No progress bar of cargo's: several would share one line.
    columns: undefined,
  }
  const ms = (): number => performance.now() - started
  try {
    if (context.signal.aborted) return { board, code: EXIT.interrupted, ms: ms() }
    return { board, ...(await work(own, board)), ms: ms() }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { problem } = error
    if (context.format === 'text') {
      context.clear()
      said.take(Buffer.from(renderProblem(problem, makePaint(context.color))))
    }
    return { board, code: problem.exit, problem, ms: ms() }
  } finally {
    said.end()
  }
}
