import { noBoard, wrongUsage } from '../core/problem/usage-problems.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { selectBoards } from '../core/plan/select-boards.ts'
import { loadConfig } from '../work/load-config.ts'
import type { LoadedConfig } from '../work/load-config.ts'
import type { Args } from './command.ts'
import type { Context } from './context.ts'

/** The boards that a command line names, and the configuration they came from. */
export interface Chosen {
  readonly boards: readonly SelectedBoard[]
  readonly loaded: LoadedConfig
}

/** Throws usage/no-board where none is named and several, or none, are configured. */
export async function chooseBoards(context: Context, args: Args, command: string): Promise<Chosen> {
  const loaded = await loadConfig(context.world)
  const boards = selectBoards(args.values['on'] ?? [], args.switches.has('all'), loaded.config)
  if (boards.length === 0) throw noBoard(command, Object.keys(loaded.config.board))
  return { boards, loaded }
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
