import { dirname, resolve } from 'node:path'

import type { Tell } from '../core/event.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import { toLinkingWishes, type BuildWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import type { Command } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import { prepareBuild } from './building/prepare-build.ts'
import type { PreparedBuild } from './building/prepare-build.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
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
  const { tools, prepared } = await prepareForBoard(world, request, tell)
  return {
    command: prepared.command(request.subcommand, [], request.rest),
    variables: { ...tools.env, ...prepared.environment.variables },
    target: tools.target,
  }
}

export interface PreparedForBoard {
  readonly tools: Toolchain
  readonly prepared: PreparedBuild
}

/** Probe, target, std, linker: everything that cargo is given for a board. */
export async function prepareForBoard(
  world: World,
  request: CargoOnBoardRequest,
  tell: Tell,
): Promise<PreparedForBoard> {
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
  return { tools, prepared }
}
