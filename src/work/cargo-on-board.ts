import { dirname, resolve } from 'node:path'

import type { Tell } from '../core/event.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { cargoFailed } from '../core/problem/cargo-problems.ts'
import { EXIT } from '../core/problem/problem.ts'
import type { Command } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import { prepareBuild } from './building/prepare-build.ts'
import { toolchainFor } from './for-board.ts'
import { probe } from './probe.ts'

export interface CargoOnBoardRequest {
  readonly board: SelectedBoard
  /** `test`, `bench`, or any other of cargo's that builds: `clippy`, `check`, `nextest`. */
  readonly subcommand: string
  /** Up to `--`. */
  readonly cargoArgs: readonly string[]
  /** After `--`. */
  readonly rest: readonly string[]
  readonly target?: string
  readonly toolchain?: string
  readonly signal?: AbortSignal
}

export interface CargoOnBoardPlan {
  readonly command: Command & { readonly env: Readonly<Record<string, string>> }
  /** The whole environment, what cargo's configuration holds already included: for other tools. */
  readonly variables: Readonly<Record<string, string>>
  readonly target: string
}

/**
 * The cargo command line for a board, with ferry as its runner: whatever cargo starts (tests, benches,
 * doctests, programs) is verified, shipped and run there.
 */
export async function planCargoOnBoard(
  world: World,
  request: CargoOnBoardRequest,
  tell: Tell,
): Promise<CargoOnBoardPlan> {
  const { board, cargoArgs, target, toolchain, signal } = request
  const facts = await probe(world, board.destination, tell, signal ? { signal } : {})
  const named = parseCargoArguments(cargoArgs).manifestPath
  const folder = named === undefined ? world.host.cwd : dirname(resolve(world.host.cwd, named))
  const wishes = {
    ...(target === undefined ? {} : { target }),
    ...(toolchain === undefined ? {} : { toolchain }),
  }
  const tools = await toolchainFor(world, { board, facts, folder, ...wishes }, tell)
  const prepared = await prepareBuild(
    world,
    {
      cargoArgs,
      target: tools.target,
      board: facts,
      toolchain: tools,
      runner: [...world.host.self, '__runner', '--on', board.destination, '--'],
      ...(board.config?.packages === undefined ? {} : { packages: board.config.packages }),
    },
    tell,
  )
  return {
    command: prepared.command(request.subcommand, [], request.rest),
    variables: { ...tools.env, ...prepared.environment.variables },
    target: tools.target,
  }
}

/**
 * Runs that command line with ferry's own streams. cargo's 101 means that a test failed or that the build
 * did: both are findings to whoever called. Throws `cargo/failed` where cargo could not even start.
 */
export async function runCargoOnBoard(
  world: World,
  request: CargoOnBoardRequest,
  tell: Tell,
): Promise<number> {
  const { command } = await planCargoOnBoard(world, request, tell)
  tell({ kind: 'command', file: command.file, args: command.args, env: command.env, where: 'host' })
  const { ending } = await world.processes.run(command, {
    stdin: 'inherit',
    stdout: 'inherit',
    stderr: 'inherit',
  })
  if (ending.kind === 'not-started') {
    throw cargoFailed(command.args, ending.errno, undefined, undefined, [])
  }
  if (ending.kind !== 'exit') return EXIT.interrupted
  return ending.code === 0
    ? EXIT.done
    : request.subcommand === 'test' || request.subcommand === 'bench'
      ? EXIT.finding
      : EXIT.cargo
}
