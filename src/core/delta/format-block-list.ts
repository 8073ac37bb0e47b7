import type { Copy } from './match-blocks.ts'

/** What a shell puts together with tail and head. */
export interface BlockList {
  /** Triples: place in the old file counted from 1, bytes taken there, bytes then taken from the literal part. */
  readonly list: readonly number[]
  readonly literal: Uint8Array
}

/** Copies must be exact. */
export function formatBlockList(fresh: Uint8Array, copies: readonly Copy[], start = 0): BlockList {
  const first = copies[0]?.to ?? fresh.length
  const list = first > start ? [1, 0, first - start] : []
  const literals = first > start ? [fresh.subarray(start, first)] : []
  for (const [index, { to, from, length }] of copies.entries()) {
    const end = copies[index + 1]?.to ?? fresh.length
    list.push(from + 1, length, end - to - length)
    literals.push(fresh.subarray(to + length, end))
  }
  const literal = new Uint8Array(literals.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of literals) {
    literal.set(part, at)
    at += part.length
  }
  return { list, literal }
}
