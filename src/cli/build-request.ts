import type { Config } from '../core/config/config.ts'
import type { BuildWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { wrongUsage } from '../core/problem/usage-problems.ts'
import type { BuildForBoardRequest } from '../work/build-for-board.ts'
import { allowedCodes } from './allowed-codes.ts'
import type { Args } from './command.ts'
import { valueOf } from './command.ts'
import type { Context } from './context.ts'

/** What run, build, test and bench ask of a build alike. `--release` is the default, but for test, as cargo has it. */
export function toBuildRequest<subcommand extends BuildForBoardRequest['subcommand']>(
  context: Context,
  args: Args,
  board: SelectedBoard,
  config: Config,
  subcommand: subcommand,
): BuildForBoardRequest & { readonly subcommand: subcommand } {
  const target = valueOf(args, 'target')
  return {
    board,
    subcommand,
    cargoArgs: [...args.cargo, ...profileArgs(args, subcommand)],
    ...(target === undefined ? {} : { target }),
    ...(context.toolchain === undefined ? {} : { toolchain: context.toolchain }),
    ...buildWishes(args, subcommand),
    display: {
      ...(context.quiet ? {} : { show: context.passOn }),
      ...(context.columns === undefined ? {} : { columns: context.columns }),
      signal: context.signal,
    },
    allow: allowedCodes(args, config),
    signal: context.signal,
  }
}

/** `--glibc` and `--static`, where one was given. */
export function buildWishes(args: Args, command: string): { readonly wishes?: BuildWishes } {
  const glibc = valueOf(args, 'glibc')
  const isStatic = args.switches.has('static')
  const help = ['ferry', command, '--help']
  if (glibc !== undefined && isStatic) {
    throw wrongUsage(
      '--glibc and --static exclude each other',
      'a static program has no glibc',
      help,
    )
  }
  if (glibc !== undefined && !/^2\.\d{1,3}$/.test(glibc)) {
    throw wrongUsage(`--glibc cannot be ${glibc}`, 'a version of glibc looks like 2.31', help)
  }
  if (isStatic) return { wishes: { static: true } }
  return glibc === undefined ? {} : { wishes: { glibc } }
}

function profileArgs(
  args: Args,
  subcommand: BuildForBoardRequest['subcommand'],
): readonly string[] {
  const wishes = ['dev', 'release', 'profile'].filter((name) => args.values[name] !== undefined)
  if (wishes.length > 1) {
    throw wrongUsage(
      'two profiles were asked for',
      wishes.map((name) => `--${name}`).join(' and '),
      ['ferry', subcommand, '--help'],
    )
  }
  if (wishes.length === 0)
    return subcommand === 'build' || subcommand === 'run' ? ['--release'] : []
  return wishes[0] === 'release' && subcommand !== 'bench' ? ['--release'] : []
}
