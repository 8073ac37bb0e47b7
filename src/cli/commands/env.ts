import { EXIT } from '../../core/problem/problem.ts'
import { renderEnvironment } from '../../render/environment.ts'
import { cEnvironment } from '../../work/c-environment.ts'
import { planCargoOnBoard, type CargoOnBoardRequest } from '../../work/cargo-on-board.ts'
import { chooseBoard } from '../boards.ts'
import { toBuildRequest } from '../build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS } from '../cargo-options.ts'
import type { Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const envCommand: Command = {
  name: 'env',
  summary: 'Print the environment that ferry gives to cargo, for other tools',
  usage: '[--on BOARD] [--c] [--shell sh|fish|powershell]',
  about:
    'Each name is set only where you have not set it yourself. CARGO_BUILD_TARGET is added, so that plain\ncargo builds for the board in that shell. With --c it is the environment of a project of C or C++\ninstead: CC, CXX, AR, PKG_CONFIG, CMAKE_TOOLCHAIN_FILE, and CONFIGURE_FLAGS for ./configure.',
  options: [
    ...BOARD_OPTIONS,
    {
      long: 'shell',
      value: 'SHELL',
      choices: ['sh', 'fish', 'powershell'],
      help: 'Whose syntax (default: sh)',
    },
    { long: 'c', help: 'For make, configure and CMake in place of cargo' },
    ...BUILD_OPTIONS.filter(({ long }) => ['target', 'static', 'glibc'].includes(long)),
    ...CARGO_OPTIONS.filter(({ long }) => long === 'manifest-path' || long === 'features'),
  ],
  examples: [
    {
      line: 'eval "$(ferry env --on pi)"',
      does: 'then plain cargo build, run, test work for the board',
    },
    {
      line: 'eval "$(ferry env --c --on pi)" && ./configure $CONFIGURE_FLAGS && make',
      does: 'a C project for the board',
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
    const { variables, target } = args.switches.has('c')
      ? await cEnvironment(
          context.world,
          { ...request, folder: context.world.host.cwd },
          context.tell,
        )
      : await forCargo(context, { ...request, cargoArgs: args.cargo, rest: [] })
    const shell = (valueOf(args, 'shell') ?? 'sh') as 'sh' | 'fish' | 'powershell'
    context.answer({ schema: 'ferry.env/1', board: board.name, target, variables }, () =>
      renderEnvironment(variables, shell),
    )
    return EXIT.done
  },
}

async function forCargo(
  context: Context,
  request: CargoOnBoardRequest,
): Promise<{ readonly variables: Readonly<Record<string, string>>; readonly target: string }> {
  const { variables, target } = await planCargoOnBoard(context.world, request, context.tell)
  return { variables: { CARGO_BUILD_TARGET: target, ...variables }, target }
}
