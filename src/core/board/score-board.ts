import { editDistance } from '../text/nearest.ts'
import { IDLE_WORDS, splitWords } from './board-words.ts'
import type { KnownBoard } from './known-board.ts'

/** `words`: the same words and beginnings of words; `slips`: also words that are one or two letters off. */
export type Strictness = 'words' | 'slips'

export interface BoardScore {
  readonly score: number
  readonly whole: boolean
}

/** Words that makers add and nobody asks for: they cost a candidate almost nothing. */
const LIGHT = new Set(
  'board boards development developer dev kit rev v model the nvidia ti am 335 x xunlong starfive friendlyelec friendlyarm sipeed hardkernel sinovoip lemaker radxa pine olimex khadas org beagleboard shenzhen sbc technologies avnet terasic intel pc engines compulab reference'.split(
    ' ',
  ),
)

/** How well a board answers a query; undefined where a word of the query has no counterpart. */
export function scoreBoard(
  query: readonly string[],
  board: KnownBoard,
  strictness: Strictness,
): BoardScore | undefined {
  const { names, pool, all } = wordsOf(board)
  // Cheap: a word that nothing of the board is like rules it out before names are compared one by one.
  if (strictness === 'slips' && !query.every((word) => isLikeAny(word, all))) return undefined
  let best: BoardScore | undefined
  for (const name of names) {
    const score = scoreName(query, name, pool, strictness)
    if (score && score.score > (best?.score ?? -Infinity)) best = score
  }
  return best
}

interface BoardWords {
  readonly names: readonly (readonly string[])[]
  readonly pool: readonly string[]
  readonly all: ReadonlySet<string>
}

const words = new WeakMap<KnownBoard, BoardWords>()

/** The words of a board's names, and those of its entries. Split once a board. */
function wordsOf(board: KnownBoard): BoardWords {
  const known = words.get(board)
  if (known) return known
  const written = new Set([board.name, board.model, `${board.name} ${board.id}`])
  const names = [...written].filter((name) => name !== '').map(splitWords)
  const pool = splitWords(`${board.id} ${board.compatible.join(' ')}`)
  const now = { names, pool, all: new Set([...pool, ...names.flat()]) }
  words.set(board, now)
  return now
}

/** Words that are two in the name and one in the query, or the other way round, count as like. */
function isLikeAny(word: string, all: ReadonlySet<string>): boolean {
  if (all.has(word) || IDLE_WORDS.has(word)) return true
  for (const candidate of all) {
    if (wordValue(word, candidate, 'slips') > 0) return true
    if (candidate.includes(word) || word.startsWith(candidate)) return true
  }
  return false
}

function scoreName(
  asked: readonly string[],
  words: readonly string[],
  pool: readonly string[],
  strictness: Strictness,
): BoardScore | undefined {
  const left = [...mergeLike(words, asked)]
  const query = mergeLike(asked, words)
  let sum = 0
  let counted = 0
  for (const word of query) {
    if (IDLE_WORDS.has(word) && !left.includes(word)) continue
    counted++
    const hit = bestHit(word, left, strictness)
    if (hit) {
      sum += hit.value
      left.splice(hit.at, 1)
      continue
    }
    const elsewhere = bestHit(word, pool, strictness)
    if (!elsewhere) return undefined
    sum += elsewhere.value * 0.7
  }
  const heavy = left.filter((word) => !LIGHT.has(word))
  const extra =
    heavy.reduce((total, word) => total + (/^[\d.]+$|^[a-z]$/.test(word) ? 0.06 : 0.08), 0) +
    (left.length - heavy.length) * 0.005
  const inOrder = ` ${words.join(' ')} `.includes(` ${query.join(' ')} `) ? 0.03 : 0
  return { score: sum / Math.max(1, counted) - extra + inOrder, whole: heavy.length === 0 }
}

/** `vision`, `five` are one word where the other side has `visionfive`. */
function mergeLike(words: readonly string[], like: readonly string[]): readonly string[] {
  const merged: string[] = []
  for (let at = 0; at < words.length; at++) {
    const pair = `${words[at]}${words[at + 1] ?? ''}`
    const joins = at + 1 < words.length && like.includes(pair)
    merged.push(joins ? pair : (words[at] ?? ''))
    if (joins) at++
  }
  return merged
}

function bestHit(
  word: string,
  words: readonly string[],
  strictness: Strictness,
): { at: number; value: number } | undefined {
  let best: { at: number; value: number } | undefined
  for (const [at, candidate] of words.entries()) {
    const value = wordValue(word, candidate, strictness)
    if (value > (best?.value ?? 0)) best = { at, value }
  }
  return best
}

/** 1 for the same word, less for a beginning of it or a slip; numbers and short words must be the same. */
export function wordValue(word: string, candidate: string, strictness: Strictness): number {
  if (word === candidate) return 1
  if (word.length < 4 || candidate.length < 4 || /^\d/.test(word) || /^\d/.test(candidate)) return 0
  if (candidate.startsWith(word)) return 0.9
  if (strictness === 'words' || Math.abs(word.length - candidate.length) > 2) return 0
  // A slip in a word of four letters leads to too many others: “nope” to “note”.
  if (word.length < 5) return 0
  const distance = editDistance(word, candidate)
  return distance === 1 ? 0.8 : distance === 2 && word.length >= 7 ? 0.6 : 0
}
