import type { Fix } from '../../verdict/finding.ts'

/** What a word, a variable, a line of a configuration or a command means for a program that is built for a board. */
export interface WordMeaning {
  /** As it is written: `CC`, `gnueabihf`, `rustup target add`. */
  readonly word: string
  /** What it is, one sentence. */
  readonly title: string
  /** What follows from it, a sentence each. */
  readonly means: readonly string[]
  readonly fix?: Fix
  /** Where that is written, or how it was found. */
  readonly sources: readonly string[]
  /** A target's name that stands in it, as it stands there; in names of variables with underscores. */
  readonly target?: string
}

/** A pattern that fits the whole of what was asked, and what it then means. The groups are those of the match. */
export interface WordPattern {
  readonly pattern: RegExp
  readonly means: (groups: readonly string[]) => WordMeaning
}

/** A word that means the same wherever it stands. */
export function word(pattern: RegExp, meaning: WordMeaning): WordPattern {
  return { pattern, means: () => meaning }
}

/** The field `target`, where a name was found. */
export function named(target: string | undefined): Pick<WordMeaning, 'target'> {
  return target ? { target } : {}
}
