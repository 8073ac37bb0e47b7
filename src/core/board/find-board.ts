import { IDLE_WORDS, normalizeQuery, otherQueries, splitWords } from './board-words.ts'
import type { BoardTables, KnownBoard } from './known-board.ts'
import { scoreBoard, wordValue } from './score-board.ts'
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
  if (query.every((word) => IDLE_WORDS.has(word))) return { kind: 'none', near: [] }
  const others = otherQueries(text).map((other) => splitWords(normalizeQuery(other)))
  for (const strictness of ['words', 'slips'] as const) {
    for (const words of [query, ...others]) {
      const candidates = rank(words, tables, strictness)
      if (candidates.length > 0) return choose(candidates)
    }
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
    const whole = hit?.whole === true && !BRANDS.has(query.join(' '))
    if (hit && isUseful(board)) found.push({ board, score: hit.score, whole })
  }
  return found.toSorted((a, b) => b.score - a.score || byRank(a.board, b.board))
}

/** Names of makers and families that are a board's whole name, too: who says no more may mean any of them. */
const BRANDS: ReadonlySet<string> = new Set(['orange pi', 'banana pi', 'raspberry pi'])

/** Cheap and never wrongly false: without slips, each word stands somewhere in the board's names and entries. */
function mayFit(query: readonly string[], board: KnownBoard): boolean {
  const { text, close } = textOf(board)
  return query.every(
    (word) =>
      IDLE_WORDS.has(word) ||
      text.includes(word) ||
      close.includes(word) ||
      (word === 'banana' && text.includes('bpi')),
  )
}

const texts = new WeakMap<KnownBoard, { readonly text: string; readonly close: string }>()

/** All that names a board, and the same without what stands between words. Put together once a board. */
function textOf(board: KnownBoard): { readonly text: string; readonly close: string } {
  const known = texts.get(board)
  if (known) return known
  const text = `${board.name} ${board.model} ${board.id} ${board.compatible.join(' ')}`
    .toLowerCase()
    .replaceAll('plus', '+')
  const now = { text, close: text.replaceAll(/[\s,_-]/g, '') }
  texts.set(board, now)
  return now
}

/** A row without silicon and without systems says nothing. */
function isUseful(board: KnownBoard): boolean {
  return board.silicon.isa !== '' || (board.systems.length > 0 && board.name !== 'Raspberry Pi')
}

function byRank(a: KnownBoard, b: KnownBoard): number {
  return 'AMBD'.indexOf(a.tier) - 'AMBD'.indexOf(b.tier) || a.name.length - b.name.length
}

function findExactly(name: string, tables: BoardTables): BoardSearch | undefined {
  if (name === '' || BRANDS.has(splitWords(name).join(' '))) return undefined
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

/** Boards that share most words with a query that none answers. Each distinct word of the tables is compared once. */
function nearest(query: readonly string[], tables: BoardTables): readonly KnownBoard[] {
  const long = [...new Set(query.filter((word) => word.length > 1 && !IDLE_WORDS.has(word)))]
  const known = new Map<string, readonly number[]>()
  const fits = (candidate: string): readonly number[] => {
    const before = known.get(candidate)
    if (before) return before
    const now = [...long.keys()].filter((at) => wordValue(long[at] ?? '', candidate, 'slips') > 0)
    known.set(candidate, now)
    return now
  }
  const scored = tables.boards.map((board) => {
    const words = splitWords(
      `${board.name} ${board.model} ${board.id} ${board.compatible.join(' ')}`,
    )
    const share = new Set(words.flatMap(fits)).size / Math.max(1, long.length)
    return { board, score: share }
  })
  return scored
    .filter(({ score }) => score >= 0.5)
    .toSorted((a, b) => b.score - a.score || byRank(a.board, b.board))
    .slice(0, 5)
    .map(({ board }) => board)
}
