import type { BoardFacts } from '../../core/board/board-facts.ts'
import {
  toLinkingWishes,
  type BuildWishes,
  type LinkingWishes,
} from '../../core/plan/linking-wishes.ts'
import type { ForBoardRequest } from '../for-board.ts'
import { targetFor } from '../for-board.ts'

/** Newer than any: a choice that hangs on the compiler's version falls as it does for those of today. */
const NEWEST_RUSTC = '999.0.0'

/**
 * Equal for boards that the same build serves: target, libc, system, CPU as far as it decides the target, and packages are all that
 * linker, sysroot and cargo's environment are made from. Throws board/no-target.
 */
export function buildKey(
  request: Pick<ForBoardRequest, 'board' | 'target'> & {
    readonly wishes?: BuildWishes
  },
  facts: BoardFacts,
): string {
  const { board, target } = request
  const wish = {
    board,
    facts,
    ...(target === undefined ? {} : { target }),
    ...(request.wishes ? { wishes: request.wishes } : {}),
  }
  return JSON.stringify([
    targetFor(wish),
    targetFor(wish, NEWEST_RUSTC),
    facts.libc,
    facts.os,
    facts.userland,
    facts.time64,
    facts.packageArchitecture,
    facts.packageSources,
    toLinkingKey(board, request.wishes),
  ])
}

/** What is wished of linking; where the board's files come from makes another build only where they are asked for. */
function toLinkingKey(
  board: ForBoardRequest['board'],
  over: BuildWishes | undefined,
): LinkingWishes {
  const { from, ...wishes } = toLinkingWishes(board, over)
  return wishes.sysroot === 'board' && from !== undefined ? { ...wishes, from } : wishes
}
