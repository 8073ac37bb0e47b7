import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { planCargoOnBoard } from '../work/cargo-on-board.ts'
import type { CargoOnBoardRequest } from '../work/cargo-on-board.ts'
import type { Context } from './context.ts'

/** A command that would be run. `where` is `host` or the board's name. */
export interface DryCommand {
  readonly where: string
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/**
 * The cargo command line for each board, with its environment, and none of it run. The board is asked what it is,
 * and ferry's own cache (std, sysroot) may be filled: without them there is no command line to print.
 */
export async function dryRunCargo(
  context: Context,
  boards: readonly SelectedBoard[],
  toRequest: (board: SelectedBoard) => CargoOnBoardRequest,
): Promise<number> {
  const commands: DryCommand[] = []
  for (const board of boards) {
    const { command } = await planCargoOnBoard(context.world, toRequest(board), context.tell)
    commands.push({ where: 'host', file: command.file, args: command.args, env: command.env })
  }
  return answerDry(context, commands)
}

/** Prints what would be run. */
export function answerDry(context: Context, commands: readonly DryCommand[]): number {
  context.answer({ schema: 'ferry.dry-run/1', commands }, () =>
    commands
      .map(({ where, file, args, env }) => {
        const settings = Object.entries(env ?? {}).map(
          ([name, value]) => `${name}=${joinSh([value])}`,
        )
        const line = [...settings, joinSh([file, ...args])].join(' ')
        return `${where === 'host' ? '' : `${where}: `}${escapeControls(line)}\n`
      })
      .join(''),
  )
  return 0
}

/** A world whose boards are asked, but never written to: the first script that
 * takes bytes or runs a program, and `cargo install`, are kept and end the work. */
export function makeDryWorld(world: World): {
  readonly world: World
  readonly commands: readonly DryCommand[]
} {
  const commands: DryCommand[] = []
  const keep = (where: string, script: string): never => {
    commands.push({ where, file: 'sh', args: ['-c', script] })
    throw new DryEnd()
  }
  const dry = (remote: Remote): Remote => ({
    name: remote.name,
    exec: (script, options) =>
      options?.stdin === undefined ? remote.exec(script, options) : keep(remote.name, script),
    attach: async (script) => keep(remote.name, script),
    close: () => remote.close(),
  })
  return {
    world: { ...world, connect: async (destination) => dry(await world.connect(destination)) },
    commands,
  }
}

/** Ends a dry run where something would have been changed. */
export class DryEnd extends Error {}

/** For `catch`: a dry run that came to its end gives undefined; everything else is thrown on. */
export function endDry(error: unknown): undefined {
  if (!(error instanceof DryEnd)) throw error
  return undefined
}
