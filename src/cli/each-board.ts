import { EXIT, ProblemError } from '../core/problem/problem.ts'
import type { Problem } from '../core/problem/problem.ts'
import { formatDuration } from '../core/text/format-duration.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { makePaint } from '../render/paint.ts'
import { renderProblem } from '../render/problem-text.ts'
import type { BoardLine } from '../render/board-lines.ts'
import { noteFailedBoards } from '../work/failed-boards.ts'
import { againLine } from './again-line.ts'
import { atOnce as inParallel } from './at-once.ts'
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

/** As many boards are worked on at once. */
export const AT_ONCE = 8

/** What the work on one of several boards says, and how. */
export interface BoardWork<value> {
  readonly command: string
  readonly boards: readonly SelectedBoard[]
  /** How many at the same time. */
  readonly atOnce: number
  readonly work: (
    context: Context,
    board: SelectedBoard,
  ) => Promise<{ readonly code: number; readonly value: value }>
}

/**
 * Does the work for each board. For one board it is just that, and a problem is thrown. For several they are worked on side by side;
 * what is said carries the board's name in front of each line, a problem of one board ends that one alone, and a line for each tells
 * what came of it. Boards that failed are remembered for `--retry-failed`.
 */
export async function eachBoard<value>(
  context: Context,
  { command, boards, atOnce, work }: BoardWork<value>,
): Promise<readonly BoardOutcome<value>[]> {
  const [only, ...more] = boards
  if (only && more.length === 0) {
    return [{ board: only, ms: 0, ...(await work(context, only)) }]
  }
  const outcomes: BoardOutcome<value>[] = []
  const names = boards.map(({ name }) => name)
  const watch = context.format === 'jsonl' ? undefined : context.watch(names)
  const told = new Set<Problem>()
  try {
    await inParallel([...boards.entries()], atOnce, async ([index, board]) => {
      watch?.begin(board.name)
      const outcome = await workOn(context, board, names, told, work)
      outcomes[index] = outcome
      watch?.end(toLine(outcome))
    })
  } finally {
    const ended = outcomes.filter((outcome) => outcome !== undefined)
    watch?.close(ended.map(toLine), againLine(context.typed))
    context.annotate.boards(command, ended.map(toLine))
  }
  const failed = outcomes.filter(({ code }) => code !== EXIT.done).map(({ board }) => board.name)
  await noteFailedBoards(context.world, command, failed)
  return outcomes
}

function toLine({ board, code, problem, ms }: BoardOutcome<unknown>): BoardLine {
  const title = problem ? { title: problem.title } : {}
  return { name: board.name, code, time: formatDuration(ms), ...title }
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
  names: readonly string[],
  told: Set<Problem>,
  work: BoardWork<value>['work'],
): Promise<BoardOutcome<value>> {
  const started = context.world.clock.ticks()
  const width = Math.max(...names.map((name) => name.length))
  const said = makeLinePrefixer(`${board.name.padEnd(width)} | `, context.passOn)
  const own: Context = {
    ...context,
    tell: (event) => context.tell({ ...event, board: board.name }),
    passOn: said.take,
    // No progress bar of cargo's: several would share one line.
    columns: undefined,
  }
  const ms = (): number => context.world.clock.ticks() - started
  try {
    if (context.signal.aborted) return { board, code: EXIT.interrupted, ms: ms() }
    return { board, ...(await work(own, board)), ms: ms() }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { problem } = error
    // A build that several boards share fails once.
    if (context.format === 'text' && !told.has(problem)) {
      context.clear()
      said.take(Buffer.from(renderProblem(problem, makePaint(context.color))))
    }
    if (!told.has(problem)) context.annotate.problem(problem, board.name)
    told.add(problem)
    return { board, code: problem.exit, problem, ms: ms() }
  } finally {
    said.end()
  }
}
