import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { planCEnvironment } from '../core/plan/c-environment.ts'
import { toLinkingWishes, type BuildWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { noCompiler } from '../core/problem/linker-problems.ts'
import type { World } from '../ports/world.ts'
import { prepareLinking } from './building/prepare-build.ts'
import { toolchainFor } from './for-board.ts'
import { installFix } from './linking/install-fix.ts'
import { probe } from './probe.ts'

export interface CEnvironmentRequest {
  readonly board: SelectedBoard
  /** cargo's configuration is read from here, as for a crate. */
  readonly folder: string
  readonly target?: string
  readonly toolchain?: string
  /** What the command line says of linking, over ferry.toml. */
  readonly wishes?: BuildWishes
  readonly signal?: AbortSignal
}

export interface CEnvironmentReport {
  readonly target: string
  readonly facts: BoardFacts
  readonly variables: Readonly<Record<string, string>>
}

/**
 * What a project of C or C++ needs to build for the board: the same compiler, sysroot and pkg-config that crates get.
 * Throws `linker/no-compiler` and what a build for the board throws before cargo starts.
 */
export async function cEnvironment(
  world: World,
  request: CEnvironmentRequest,
  tell: Tell,
): Promise<CEnvironmentReport> {
  const { board, folder, signal } = request
  const wishes = {
    ...(request.target === undefined ? {} : { target: request.target }),
    ...(request.toolchain === undefined ? {} : { toolchain: request.toolchain }),
    ...(request.wishes ? { wishes: request.wishes } : {}),
  }
  const facts = await probe(world, board.destination, tell, signal ? { signal } : {})
  const toolchain = await toolchainFor(world, { board, facts, folder, ...wishes }, tell)
  const { target, host } = toolchain
  const { linker } = await prepareLinking(
    world,
    {
      cargoArgs: [],
      target,
      board: facts,
      toolchain,
      wishes: toLinkingWishes(board, request.wishes),
    },
    { folder, args: { features: [], offline: false } },
    tell,
  )
  const { abi, compiler, sysroot, noCompiler: rejected } = linker
  if (!compiler)
    throw noCompiler(target, ['your project'], rejected, await installFix(world, ['clang']))
  const variables = planCEnvironment({
    abi,
    compiler,
    host,
    ...(sysroot ? { sysroot: sysroot.path } : {}),
  })
  return { target, facts, variables }
}
