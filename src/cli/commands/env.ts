import { EXIT } from '../../core/problem/problem.ts'
import { renderEnvironment } from '../../render/environment.ts'
import { planCargoOnBoard } from '../../work/cargo-on-board.ts'
import { chooseBoard } from '../boards.ts'
import { toBuildRequest } from '../build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS } from '../cargo-options.ts'
import type { Command } from '../command.ts'
import { valueOf } from '../command.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const envCommand: Command = {
  name: 'env',
  summary: 'Print the environment that ferry gives to cargo, for other tools',
  usage: '[--on BOARD] [--shell sh|fish|powershell]',
  about:
    'Each name is set only where you have not set it yourself. CARGO_BUILD_TARGET is added, so that plain\ncargo builds for the board in that shell.',
  options: [
    ...BOARD_OPTIONS,
    {
      long: 'shell',
      value: 'SHELL',
      choices: ['sh', 'fish', 'powershell'],
      help: 'Whose syntax (default: sh)',
    },
    ...BUILD_OPTIONS.filter(({ long }) => long === 'target'),
    ...CARGO_OPTIONS.filter(({ long }) => long === 'manifest-path' || long === 'features'),
  ],
  examples: [
    {
      line: 'eval "$(ferry env --on pi)"',
      does: 'then plain cargo build, run, test work for the board',
    },
    { line: 'ferry env --on pi --format json', does: 'for a script' },
  ],
  words: [0, 0],
  run: async (context, args) => {
    const { board, loaded } = await chooseBoard(context, args, 'env')
    const { cargoArgs: _, ...request } = toBuildRequest(
      context,
      args,
      board,
      loaded.config,
      'build',
    )
    const { variables: found, target } = await planCargoOnBoard(
      context.world,
      { ...request, cargoArgs: args.cargo, rest: [] },
      context.tell,
    )
    const variables = { CARGO_BUILD_TARGET: target, ...found }
    const shell = (valueOf(args, 'shell') ?? 'sh') as 'sh' | 'fish' | 'powershell'
    context.answer({ schema: 'ferry.env/1', board: board.name, target, variables }, () =>
      renderEnvironment(variables, shell),
    )
    return EXIT.done
  },
}
