import { chooseForBoard } from '../target/choose-for-board.ts'
import type { BoardTables, KnownBoard } from './known-board.ts'

/** Boards that fit a target. */
export interface FittingBoards {
  /** The best-known first, at most `limit`. */
  readonly names: readonly string[]
  readonly count: number
}

/** Names that most people have: they stand first. */
const WELL_KNOWN = [
  /^Raspberry Pi /,
  /BeagleBone|BeaglePlay|PocketBeagle|BeagleV/,
  /VisionFive|LicheePi|BPI-F3|Milk-V/,
  /Jetson/,
  /Orange ?Pi/i,
  /ODROID/i,
  /^Rock /i,
  /Nano ?Pi/i,
]

/** Boards whose choice is that target or, where 32 or 64 bit is open, may be it. `osLibc` as for chooseForBoard. */
export function boardsForTarget(
  target: string,
  tables: BoardTables,
  osLibc: string,
  limit: number = 12,
): FittingBoards {
  const fitting = tables.boards.filter((board) => fits(board, target, osLibc))
  const names = [
    ...new Set(fitting.toSorted((a, b) => rank(a) - rank(b)).map((board) => board.name)),
  ]
  return { names: names.slice(0, limit), count: fitting.length }
}

function fits(board: KnownBoard, target: string, osLibc: string): boolean {
  const { choice } = chooseForBoard(board, undefined, osLibc)
  return choice.target === target || choice.alternatives.some((a) => a.target === target)
}

function rank({ name, tier }: KnownBoard): number {
  const known = WELL_KNOWN.findIndex((pattern) => pattern.test(name))
  return known >= 0 ? known : tier === 'A' ? 50 : 60
}
