import type { Copy } from './match-blocks.ts'

/**
 * At most `most` copies, those that save most: each one costs a board without better tools two programs. What a copy shorter than
 * `least` saves is not worth that.
 */
export function fewCopies(copies: readonly Copy[], most: number, least: number): readonly Copy[] {
  return copies
    .filter(({ length }) => length >= least)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, most)
    .toSorted((a, b) => a.to - b.to)
}
