import { normalizeQuery, splitWords } from './board-words.ts'
import type { BoardTables, KnownBoard } from './known-board.ts'
import { scoreBoard } from './score-board.ts'
import type { Strictness } from './score-board.ts'

/** What words lead to. */
export type BoardSearch =
  /** One board, or several of one kind (`others`): the target is the same. */
  | { readonly kind: 'found'; readonly board: KnownBoard; readonly others: readonly KnownBoard[] }
  /** Boards of different kinds fit as well: ask which. */
  | { readonly kind: 'several'; readonly boards: readonly KnownBoard[] }
  | { readonly kind: 'none'; readonly near: readonly KnownBoard[] }

interface Candidate {
  readonly board: KnownBoard
  readonly score: number
  /** Every word of one of the board's names was asked for. */
  readonly whole: boolean
}

/** Finds a board by words, fuzzily: `pi zero w`, `beagle bone black`, `visionfiv 2`, a compatible entry or Armbian's name. */
export function findBoard(text: string, tables: BoardTables): BoardSearch {
  const exact = findExactly(text.trim().toLowerCase(), tables)
  if (exact) return exact
  const query = splitWords(normalizeQuery(text))
  if (query.length === 0) return { kind: 'none', near: [] }
  for (const strictness of ['words', 'slips'] as const) {
    const candidates = rank(query, tables, strictness)
    if (candidates.length > 0) return choose(candidates)
  }
  return { kind: 'none', near: nearest(query, tables) }
}

function rank(
  query: readonly string[],
  tables: BoardTables,
  strictness: Strictness,
): readonly Candidate[] {
  const found: Candidate[] = []
  for (const board of tables.boards) {
    if (strictness === 'words' && !mayFit(query, board)) continue
    const hit = scoreBoard(query, board, strictness)
    if (hit && isUseful(board)) found.push({ board, ...hit })
  }
  return found.toSorted((a, b) => b.score - a.score || byRank(a.board, b.board))
}

/** Cheap and never wrongly false: without slips, each word stands somewhere in the board's names and entries. */
function mayFit(query: readonly string[], board: KnownBoard): boolean {
  const text =
    `${board.name} ${board.model} ${board.id} ${board.compatible.join(' ')}`.toLowerCase()
  return query.every((word) => text.includes(word))
}

/** A row without silicon and without systems says nothing. */
function isUseful(board: KnownBoard): boolean {
  return board.silicon.isa !== '' || (board.systems.length > 0 && board.name !== 'Raspberry Pi')
}

function byRank(a: KnownBoard, b: KnownBoard): number {
  return 'AMBD'.indexOf(a.tier) - 'AMBD'.indexOf(b.tier) || a.name.length - b.name.length
}

function findExactly(name: string, tables: BoardTables): BoardSearch | undefined {
  if (name === '') return undefined
  const boards =
    tables.byFirst.get(name) ??
    tables.boards.filter((b) => b.id === name || b.name.toLowerCase() === name).filter(isUseful)
  return boards.length === 0 ? undefined : settle(boards)
}

/** The best candidate where it stands out; where the words are but the beginning of several names, all that fit decide. */
function choose(candidates: readonly Candidate[]): BoardSearch {
  const [best] = candidates
  if (!best) return { kind: 'none', near: [] }
  const margin = best.whole ? 0.02 : 0.3
  return settle(
    candidates.filter(({ score }) => score >= best.score - margin).map(({ board }) => board),
  )
}

/** Several boards of one kind are one answer. */
function settle(boards: readonly KnownBoard[]): BoardSearch {
  const [board, ...others] = boards
  if (!board) return { kind: 'none', near: [] }
  const kinds = new Set(boards.map(kindOf))
  return kinds.size === 1
    ? { kind: 'found', board, others: others.slice(0, 12) }
    : { kind: 'several', boards: boards.slice(0, 12) }
}

/** What decides the target: instruction set, float unit, and systems where 32 or 64 bit is open. */
function kindOf({ silicon, systems }: KnownBoard): string {
  const float = silicon.quirks.replace(/16k-pages|no-crypto-ext|neon-ok|xtheadvector\S*/, '')
  return [silicon.isa, float, systems.includes('rpi-armhf')].join('|')
}

/** Boards that share most words with a query that none answers. */
function nearest(query: readonly string[], tables: BoardTables): readonly KnownBoard[] {
  const long = query.filter((word) => word.length > 1)
  const scored = tables.boards.map((board) => ({
    board,
    score:
      long.filter((word) => scoreBoard([word], board, 'slips') !== undefined).length /
      Math.max(1, long.length),
  }))
  return scored
    .filter(({ score }) => score >= 0.5)
    .toSorted((a, b) => b.score - a.score || byRank(a.board, b.board))
    .slice(0, 5)
    .map(({ board }) => board)
}
