import { noBoard, wrongUsage } from '../core/problem/usage-problems.ts'
import { recordedBoard } from '../core/problem/board-problems.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { selectBoards } from '../core/plan/select-boards.ts'
import { loadConfig } from '../work/load-config.ts'
import type { LoadedConfig } from '../work/load-config.ts'
import { recallFailedBoards } from '../work/failed-boards.ts'
import type { Args } from './command.ts'
import { valueOf } from './command.ts'
import { AT_ONCE } from './each-board.ts'
import type { Context } from './context.ts'

/** The boards that a command line names, and the configuration they came from. */
export interface Chosen {
  readonly boards: readonly SelectedBoard[]
  readonly loaded: LoadedConfig
}

/** Commands that do something on a board: a recording of one is none. */
const REACHING = ['run', 'test', 'bench', 'install', 'ship']

/** Throws board/recorded, and usage/no-board where none is named and several, or none, are configured. */
export async function chooseBoards(context: Context, args: Args, command: string): Promise<Chosen> {
  const loaded = await loadConfig(context.world)
  const again = args.switches.has('retry-failed')
  const failed = again ? await recallFailedBoards(context.world, command) : []
  if (again && failed.length === 0) {
    throw wrongUsage(
      'no board failed the last time',
      `that is what ferry remembers of ferry ${command} for several boards in this folder`,
      ['ferry', command, '--all'],
    )
  }
  const named = again ? failed : (args.values['on'] ?? [])
  const boards = selectBoards(named, args.switches.has('all') && !again, loaded.config)
  if (boards.length === 0) throw noBoard(command, Object.keys(loaded.config.board))
  const recorded = boards.find(({ destination }) => destination.startsWith('facts:'))
  if (recorded && !context.dryRun && REACHING.includes(command)) throw recordedBoard(recorded.name)
  return { boards, loaded }
}

/** `--at-once`: how many boards are worked on at the same time. Throws `usage/wrong`. */
export function atOnceOf(args: Args, command: string): number {
  const value = valueOf(args, 'at-once')
  if (value === undefined) return AT_ONCE
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= 1) return number
  throw wrongUsage(`--at-once takes a number of boards, not ${value}`, '1 or more', [
    'ferry',
    command,
    '--at-once',
    String(AT_ONCE),
  ])
}

/** For commands that work on one board at a time. */
export async function chooseBoard(
  context: Context,
  args: Args,
  command: string,
): Promise<{ readonly board: SelectedBoard; readonly loaded: LoadedConfig }> {
  const { boards, loaded } = await chooseBoards(context, args, command)
  const [board, ...more] = boards
  if (!board) throw noBoard(command, [])
  if (more.length > 0) {
    throw wrongUsage(
      `ferry ${command} works on one board at a time`,
      `${boards.length} were named: ${boards.map(({ name }) => name).join(', ')}`,
      ['ferry', command, '--on', board.name],
    )
  }
  return { board, loaded }
}
