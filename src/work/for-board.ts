import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { noTargetForBoard } from '../core/problem/board-problems.ts'
import { chooseTarget } from '../core/target/choose-target.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { World } from '../ports/world.ts'
import { ensureStd } from './std.ts'

export interface ForBoardRequest {
  readonly board: SelectedBoard
  readonly facts: BoardFacts
  /** The project's folder: its rust-toolchain.toml rules. */
  readonly folder: string
  /** `--target`; stands over ferry.toml and over what suits the board. */
  readonly target?: string
  /** `+toolchain`, without the plus. */
  readonly toolchain?: string
}

/** The target for a board: asked for on the command line, in ferry.toml, else what suits it. Throws board/no-target. */
export function targetFor(request: Pick<ForBoardRequest, 'board' | 'facts' | 'target'>): string {
  const asked = request.target ?? request.board.config?.target
  if (asked !== undefined) return asked
  const choice = chooseTarget(request.facts)
  const target = choice.target ?? request.facts.target
  if (target === undefined) throw noTargetForBoard(request.board.name, choice.why)
  return target
}

/** A toolchain that builds for the board's target. Throws `board/no-target`, `std/…`. */
export async function toolchainFor(
  world: World,
  request: ForBoardRequest,
  tell: Tell,
): Promise<Toolchain> {
  const target = targetFor(request)
  const { folder, toolchain } = request
  return ensureStd(
    world,
    { target, folder, ...(toolchain === undefined ? {} : { toolchain }) },
    tell,
  )
}
