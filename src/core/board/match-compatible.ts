import type { BoardTables, KnownBoard, Silicon } from './known-board.ts'

/** What a device-tree compatible list leads to. */
export type CompatibleMatch =
  | { readonly kind: 'board'; readonly board: KnownBoard; readonly entry: string }
  /** The board is not in the tables, its SoC is. */
  | { readonly kind: 'soc'; readonly soc: string; readonly silicon: Silicon }

/**
 * Finds a board by its whole compatible list, most specific entry first; where a first entry belongs to several
 * boards, the rest of the list decides (facts/README.md, "Matching a board"). Falls back to the SoC.
 */
export function matchCompatible(
  compatible: readonly string[],
  tables: BoardTables,
): CompatibleMatch | undefined {
  for (const entry of compatible) {
    const boards = tables.byFirst.get(entry)
    if (!boards) continue
    const board = mostShared(boards, compatible)
    if (board) return { kind: 'board', board, entry }
  }
  for (const soc of compatible) {
    const silicon = tables.socs.get(soc)
    if (silicon) return { kind: 'soc', soc, silicon }
  }
  return undefined
}

/** The board that shares most entries with the list; undefined where two share as many and differ in silicon. */
function mostShared(
  boards: readonly KnownBoard[],
  compatible: readonly string[],
): KnownBoard | undefined {
  const shared = boards.map(
    (board) => board.compatible.filter((e) => compatible.includes(e)).length,
  )
  const most = Math.max(...shared)
  const best = boards.filter((_, i) => shared[i] === most)
  const [first] = best
  const same = best.every((b) => b.silicon.isa === first?.silicon.isa)
  return same ? first : undefined
}
