import { BOARD_ERRORS } from './board-errors.ts'
import type { ErrorMeaning } from './error-pattern.ts'
import { HOST_ERRORS } from './host-errors.ts'

/** What foreign error text means: the first meaning is the one that its most telling line has. */
export interface ErrorExplanation extends ErrorMeaning {
  /** The line that told. */
  readonly line: string
}

const MOST_CHARACTERS = 1 << 20
const MOST_LINE = 2000

/**
 * The meanings of an error's text, most telling first, one a code. Host errors stand before board errors: what
 * stopped the build comes before what a log quotes. Lines are cut, so that no text takes long.
 */
export function explainError(text: string): readonly ErrorExplanation[] {
  const lines = text
    .slice(0, MOST_CHARACTERS)
    .split('\n')
    .map((line) => line.trim().slice(0, MOST_LINE))
    .filter((line) => line !== '')
  const found = new Map<string, ErrorExplanation>()
  for (const { pattern, means } of [...HOST_ERRORS, ...BOARD_ERRORS]) {
    for (const line of lines) {
      const match = pattern.exec(line)
      if (!match) continue
      const meaning = means(match.map((group) => group ?? ''))
      if (!found.has(meaning.code)) found.set(meaning.code, { ...meaning, line })
      break
    }
  }
  return [...found.values()]
}
