import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import type { BuildWishes } from '../core/plan/linking-wishes.ts'
import { noTargetForBoard } from '../core/problem/board-problems.ts'
import { chooseTarget } from '../core/target/choose-target.ts'
import { toMusl } from '../core/target/fit-to-libc.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { World } from '../ports/world.ts'
import { checkTargetName } from './check-target.ts'
import { ensureStd } from './std.ts'

export interface ForBoardRequest {
  readonly board: SelectedBoard
  readonly facts: BoardFacts
  /** The project's folder: its rust-toolchain.toml rules. */
  readonly folder: string
  /** `--target`; stands over ferry.toml and over what suits the board. */
  readonly target?: string
  readonly wishes?: BuildWishes
  /** `+toolchain`, without the plus. */
  readonly toolchain?: string
}

/**
 * The target for a board: asked for on the command line, in ferry.toml, else what suits it (with the compiler's version, where
 * it is known: some choices hang on it). Throws board/no-target.
 */
export function targetFor(
  request: Pick<ForBoardRequest, 'board' | 'facts' | 'target' | 'wishes'>,
  rustc?: string,
): string {
  const asked = request.target ?? request.board.config?.target
  const isStatic = request.wishes?.static === true
  if (asked !== undefined) return isStatic ? (toMusl(asked) ?? asked) : asked
  const choice = chooseTarget(request.facts, {
    ...(rustc === undefined ? {} : { rustc }),
    ...(isStatic ? { static: true } : {}),
  })
  const target = choice.target ?? request.facts.target
  if (target === undefined) throw noTargetForBoard(request.board.name, choice.why)
  return target
}

/** A toolchain that builds for the board's target. Throws `board/no-target`, `target/unknown`, `std/…`. */
export async function toolchainFor(
  world: World,
  request: ForBoardRequest,
  tell: Tell,
): Promise<Toolchain> {
  const asked = request.target ?? request.board.config?.target
  if (asked !== undefined) await checkTargetName(asked)
  const { folder, toolchain } = request
  const wishes = { folder, ...(toolchain === undefined ? {} : { toolchain }) }
  const target = targetFor(request)
  const tools = await ensureStd(world, { target, ...wishes }, tell)
  // The compiler that was found may make another target the right one (VFPv3-D16 and rustc 1.94).
  const better = targetFor(request, tools.version)
  return better === target ? tools : ensureStd(world, { target: better, ...wishes }, tell)
}
