import type { Fix } from '../verdict/finding.ts'

/** What a line of an error means. */
export interface ErrorMeaning {
  /** `area/what`: a page under docs/problems/. */
  readonly code: string
  /** What is wrong, one sentence. */
  readonly title: string
  /** Why, one or two sentences. */
  readonly why: string
  readonly fix: Fix
  /** Names that the line holds: a target, a symbol version, a library, a linker. */
  readonly names?: readonly string[]
}

/** A pattern that a line of foreign text is matched with, and what it then means. The groups are those of the match. */
export interface ErrorPattern {
  readonly pattern: RegExp
  readonly means: (groups: readonly string[]) => ErrorMeaning
}

/** A fix that is one command line. */
export function fixBy(text: string, ...command: readonly string[]): Fix {
  return { text, command }
}
