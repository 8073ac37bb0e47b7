import { dirname, resolve } from 'node:path'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import { toLinkingWishes, type BuildWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { askBoard } from './ask-board.ts'
import { build } from './build.ts'
import { buildKey } from './building/build-key.ts'
import type { BuildReport, BuildRequest } from './build.ts'
import { toolchainFor } from './for-board.ts'
import { probe, recallBoard } from './probe.ts'
import type { SharedBuilds } from './shared-builds.ts'
import { makeReadyLooker } from './make-deep-looker.ts'
import { verifyFiles } from './verify.ts'
import { verifyTold } from './verify-told.ts'

export interface BuildForBoardRequest {
  readonly board: SelectedBoard
  readonly subcommand: BuildRequest['subcommand']
  /** cargo's arguments up to `--`, profile included. */
  readonly cargoArgs: readonly string[]
  readonly target?: string
  readonly toolchain?: string
  /** What the command line says of linking, over ferry.toml. */
  readonly wishes?: BuildWishes
  readonly runner?: readonly string[]
  readonly display?: BuildRequest['display']
  /** Codes that are no reason to refuse. */
  readonly allow: readonly string[]
  readonly signal?: AbortSignal
  /** Several boards: one build for all that it suits. */
  readonly shared?: SharedBuilds<BuildReport>
}

export interface BuiltForBoard {
  readonly facts: BoardFacts
  readonly report: BuildReport
  /** One for each program that was made. */
  readonly verdicts: readonly FileVerdict[]
}

/**
 * Probe, target, std, linker, cargo, verdict: everything before a byte is sent. What is remembered of the
 * board is built for at once, while the board is asked whether it is still true; where it is not, it is built again.
 */
export async function buildForBoard(
  world: World,
  request: BuildForBoardRequest,
  tell: Tell,
): Promise<BuiltForBoard> {
  const { board } = request
  const remembered = await recallBoard(world, board.destination)
  const signal = request.signal ? { signal: request.signal } : {}
  if (remembered === undefined) {
    const facts = await probe(world, board.destination, tell, signal)
    return buildForFacts(world, request, facts, tell)
  }
  const [asked, built] = await Promise.allSettled([
    probe(world, board.destination, quietly(tell), { ...signal, brief: true }),
    buildWith(world, request, remembered, tell),
  ])
  if (asked.status === 'rejected') throw asked.reason
  if (isSameForBuilding(remembered, asked.value, request)) {
    if (built.status === 'rejected') throw built.reason
    return judgeBuilt(world, request, asked.value, built.value, tell)
  }
  tell({ kind: 'note', text: `Building again: ${board.name} is not what it was` })
  const report = await buildWith(world, request, asked.value, tell)
  return judgeBuilt(world, request, asked.value, report, tell)
}

/** The same for facts that are taken as they are. */
export async function buildForFacts(
  world: World,
  request: BuildForBoardRequest,
  facts: BoardFacts,
  tell: Tell,
): Promise<BuiltForBoard> {
  return judgeBuilt(world, request, facts, await buildWith(world, request, facts, tell), tell)
}

/** Where boards share their builds, each still sees that it is built for. */
async function buildWith(
  world: World,
  request: BuildForBoardRequest,
  facts: BoardFacts,
  tell: Tell,
): Promise<BuildReport> {
  const { shared } = request
  if (!shared) return buildNow(world, request, facts, tell)
  tell({ kind: 'step', id: 'cargo', text: 'Building' })
  request.display?.onCompiling?.()
  const key = buildKey(request, facts)
  const report = await shared.once(key, () =>
    buildNow(world, { ...request, display: shared.display }, facts, shared.tell),
  )
  tell({ kind: 'step-done', id: 'cargo', ms: 0 })
  return report
}

async function buildNow(
  world: World,
  request: BuildForBoardRequest,
  facts: BoardFacts,
  tell: Tell,
): Promise<BuildReport> {
  const { board, cargoArgs, target, toolchain } = request
  const named = parseCargoArguments(cargoArgs).manifestPath
  const folder = named === undefined ? world.host.cwd : dirname(resolve(world.host.cwd, named))
  const wishes = {
    ...(target === undefined ? {} : { target }),
    ...(toolchain === undefined ? {} : { toolchain }),
    ...(request.wishes ? { wishes: request.wishes } : {}),
  }
  const tools = await toolchainFor(world, { board, facts, folder, ...wishes }, tell)
  const started = world.clock.ticks()
  tell({ kind: 'step', id: 'cargo', text: `Building for ${tools.target}` })
  const report = await build(
    world,
    {
      subcommand: request.subcommand,
      cargoArgs,
      target: tools.target,
      board: facts,
      toolchain: tools,
      ...(request.runner === undefined ? {} : { runner: request.runner }),
      wishes: toLinkingWishes(board, request.wishes),
      ...(request.display === undefined ? {} : { display: request.display }),
    },
    tell,
  )
  const ms = world.clock.ticks() - started
  // Where nothing was rebuilt there is nothing to say.
  const text = report.rebuilt > 0 ? { text: `with ${tools.origin}` } : {}
  tell({ kind: 'step-done', id: 'cargo', ...text, ms: report.rebuilt > 0 ? ms : 0 })
  return report
}

async function judgeBuilt(
  world: World,
  request: BuildForBoardRequest,
  facts: BoardFacts,
  report: BuildReport,
  tell: Tell,
): Promise<BuiltForBoard> {
  const chosen = report.program === undefined ? report.programs : [report.program]
  const files = chosen.flatMap(({ executable }) => (executable === undefined ? [] : [executable]))
  const { ask, close } = askBoard(world, request.board.destination)
  try {
    const options = {
      board: request.board.name,
      allow: request.allow,
      role: 'program',
      skipGit: true,
      deep: makeReadyLooker(world, tell),
    } as const
    // Where nothing was rebuilt, the verdict is told only where it is not `runs`.
    const judge = report.rebuilt > 0 ? verifyTold : verifyFiles
    const { results } = await judge(world, files, facts, { ...options, ...(ask && { ask }) }, tell)
    return { facts, report, verdicts: results }
  } finally {
    await close()
  }
}

/** Would the same be built for both? */
function isSameForBuilding(a: BoardFacts, b: BoardFacts, request: BuildForBoardRequest): boolean {
  if (a === b) return true
  return buildKey(request, a) === buildKey(request, b)
}

/** The probe beside a build says nothing but what went wrong; its commands are still told. */
function quietly(tell: Tell): Tell {
  return (event) => {
    if (event.kind === 'command' || event.kind === 'warning') tell(event)
  }
}
