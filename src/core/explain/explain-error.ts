import { BOARD_ERRORS } from './board-errors.ts'
import type { ErrorMeaning, ErrorPattern } from './error-pattern.ts'
import { BUILD_ERRORS } from './build-errors.ts'
import { CARGO_ERRORS } from './cargo-errors.ts'
import { HOST_ERRORS } from './host-errors.ts'
import { RUN_ERRORS } from './run-errors.ts'
import { SSH_ERRORS } from './ssh-errors.ts'

/** What foreign error text means: the first meaning is the one that its most telling line has. */
export interface ErrorExplanation extends ErrorMeaning {
  /** The line that told. */
  readonly line: string
}

/** Specific before general: a line belongs to the first pattern that fits it. What stopped a build comes before what a log quotes. */
const PATTERNS: readonly ErrorPattern[] = [
  ...BUILD_ERRORS,
  ...HOST_ERRORS,
  ...CARGO_ERRORS,
  ...SSH_ERRORS,
  ...RUN_ERRORS,
  ...BOARD_ERRORS,
]

const MOST_CHARACTERS = 1 << 20
const MOST_LINE = 2000
const MOST_LINES = 10_000

/**
 * The meanings of an error's text, most telling first, one a code; each line has one meaning at
 * most. Long lines are cut and long texts read at their ends, so that no text takes long.
 */
export function explainError(text: string): readonly ErrorExplanation[] {
  const found = new Map<string, { readonly rank: number; readonly told: ErrorExplanation }>()
  for (const line of new Set(linesOf(text))) {
    for (const [rank, { pattern, means }] of PATTERNS.entries()) {
      const match = pattern.exec(line)
      if (!match) continue
      const meaning = means(match.map((group) => group ?? ''))
      const known = found.get(meaning.code)
      if (!known || rank < known.rank) found.set(meaning.code, { rank, told: { ...meaning, line } })
      break
    }
  }
  return [...found.values()].toSorted((a, b) => a.rank - b.rank).map(({ told }) => told)
}

function linesOf(text: string): readonly string[] {
  const cut =
    text.length > MOST_CHARACTERS
      ? `${text.slice(0, MOST_CHARACTERS / 2)}\n${text.slice(-MOST_CHARACTERS / 2)}`
      : text
  const lines = cut
    .split('\n')
    .map((line) => line.trim().slice(0, MOST_LINE))
    .filter((line) => line !== '')
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES / 2), ...lines.slice(-MOST_LINES / 2)]
}
