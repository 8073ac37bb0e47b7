import { dirname, resolve } from 'node:path'

import { parseCargoArguments } from '../../core/plan/cargo-arguments.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { renderInit } from '../../render/init-text.ts'
import { init, undoInit } from '../../work/init.ts'
import { chooseBoard } from '../boards.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const initCommand: Command = {
  name: 'init',
  summary: 'Set up .cargo/config.toml, so that plain cargo builds and runs for the board',
  usage: '[--on BOARD] [--undo]',
  about:
    'Writes linker, runner, target and the environment of build scripts between two marked lines; every\nline of yours stays, and what you have set yourself is left alone and told. From then on cargo\nbuild, run and test need no ferry in front, and changing between the two rebuilds nothing.',
  options: [
    ...BOARD_OPTIONS,
    ...BUILD_OPTIONS.filter(({ long }) => long === 'target'),
    {
      long: 'no-build-target',
      help: 'Leave [build] target alone: plain cargo then needs --target',
    },
    { long: 'undo', help: 'Take away what ferry init wrote' },
    ...CARGO_OPTIONS.filter(({ long }) => long === 'manifest-path'),
  ],
  examples: [
    { line: 'ferry init --on pi@raspberrypi.local', does: 'then: cargo run' },
    { line: 'ferry init --undo', does: 'the file as it was before' },
    { line: 'ferry init --on pi --dry-run', does: 'print the file, write nothing' },
  ],
  words: [0, 0],
  run: async (context, args) => {
    const folder = projectFolder(context, args)
    const { dryRun, world } = context
    if (args.switches.has('undo')) {
      const file = await undoInit(world, { folder, dryRun })
      const verb = dryRun ? 'Would take' : 'Took'
      context.answer(
        { schema: 'ferry.init/1', undone: file !== undefined, file: file ?? null },
        () =>
          file === undefined
            ? 'No .cargo/config.toml here or above has a block of ferry init\n'
            : `${verb} the block of ferry init out of ${file}\n`,
      )
      return EXIT.done
    }
    const { board } = await chooseBoard(context, args, 'init')
    const target = valueOf(args, 'target')
    const buildTarget = !args.switches.has('no-build-target')
    const report = await init(
      world,
      {
        board,
        folder,
        ...(target === undefined ? {} : { target }),
        ...(context.toolchain === undefined ? {} : { toolchain: context.toolchain }),
        buildTarget,
        dryRun,
        signal: context.signal,
      },
      context.tell,
    )
    context.answer({ schema: 'ferry.init/1', written: report.changed && !dryRun, ...report }, () =>
      renderInit({ ...report, buildTarget, dryRun }),
    )
    return EXIT.done
  },
}

function projectFolder(context: Context, args: Args): string {
  const manifest = parseCargoArguments(args.cargo).manifestPath
  const { cwd } = context.world.host
  return manifest === undefined ? cwd : dirname(resolve(cwd, manifest))
}
