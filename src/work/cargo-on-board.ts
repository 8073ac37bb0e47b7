import { dirname, resolve } from 'node:path'

import type { Tell } from '../core/event.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import { toLinkingWishes, type BuildWishes } from '../core/plan/linking-wishes.ts'
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
  /** What the command line says of linking, over ferry.toml. */
  readonly wishes?: BuildWishes
  readonly signal?: AbortSignal
  /** Keep stdout (4 MiB at most) instead of passing it on. */
  readonly keepStdout?: true
}

const KEPT_BYTES = 4 * 1024 * 1024

/** How cargo ended on behalf of a board. */
export interface CargoOnBoardEnd {
  /** ferry's exit code: 1 where a test failed (or the build: cargo's 101 is both), 5 where another subcommand failed. */
  readonly code: number
  readonly target: string
  /** What was printed to stdout, where it was asked for. */
  readonly stdout: Uint8Array
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
    ...(request.wishes ? { wishes: request.wishes } : {}),
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
      wishes: toLinkingWishes(board, request.wishes),
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
): Promise<CargoOnBoardEnd> {
  const { command, target } = await planCargoOnBoard(world, request, tell)
  tell({ kind: 'command', file: command.file, args: command.args, env: command.env, where: 'host' })
  const { ending, stdout } = await world.processes.run(command, {
    stdin: 'inherit',
    stdout: request.keepStdout === true ? 'capture' : 'inherit',
    stderr: 'inherit',
    maxBytes: KEPT_BYTES,
    ...(request.signal ? { signal: request.signal } : {}),
  })
  const end = (code: number): CargoOnBoardEnd => ({ code, target, stdout })
  if (ending.kind === 'not-started') {
    throw cargoFailed(command.args, ending.errno, undefined, undefined, [])
  }
  if (ending.kind !== 'exit') return end(EXIT.interrupted)
  if (ending.code === 0) return end(EXIT.done)
  const finding = request.subcommand === 'test' || request.subcommand === 'bench'
  return end(finding ? EXIT.finding : EXIT.cargo)
}
