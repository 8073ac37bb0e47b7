import type { Copy } from './match-blocks.ts'

/**
 * A gap between two copies of one displacement that is at least half alike is part of one; a short one is in any case, since a copy of its own
 * costs 12 bytes. Longer ones are looked at by extension alone.
 */
const [SHORT_GAP, LONGEST_GAP] = [32, 4096]

/**
 * Copies that are alike and no longer equal: in a program whose code moved, addresses differ and all around them is the same
 * (Percival, "Naive differences of executable code", 2003). Neighbours of one displacement become one; then each grows into the
 * gaps around it as long as more bytes are equal than not. Ascending, without overlap.
 */
export function joinCopies(
  old: Uint8Array,
  fresh: Uint8Array,
  copies: readonly Copy[],
  start = 0,
): readonly Copy[] {
  const joined = joinNeighbours(old, fresh, copies)
  const grown: Copy[] = []
  for (const [index, copy] of joined.entries()) {
    const before = grown.at(-1)
    const lowest = before ? before.to + before.length : start
    const back = growth(old, fresh, copy, { step: -1, most: Math.min(copy.to - lowest, copy.from) })
    const end = joined[index + 1]?.to ?? fresh.length
    const most = Math.min(
      end - copy.to - copy.length,
      Math.max(0, old.length - copy.from - copy.length),
    )
    const ahead = growth(old, fresh, copy, { step: 1, most })
    grown.push({
      to: copy.to - back,
      from: copy.from - back,
      length: back + copy.length + ahead,
    })
  }
  return grown
}

function joinNeighbours(old: Uint8Array, fresh: Uint8Array, copies: readonly Copy[]): Copy[] {
  const joined: Copy[] = []
  for (const copy of copies) {
    const before = joined.at(-1)
    if (before && before.from - before.to === copy.from - copy.to) {
      const at = before.to + before.length
      const gap = copy.to - at
      const isAlike =
        gap <= SHORT_GAP ||
        (gap <= LONGEST_GAP && 2 * countAlike(old, fresh, before, at, gap) >= gap)
      if (isAlike) {
        joined[joined.length - 1] = { ...before, length: copy.to + copy.length - before.to }
        continue
      }
    }
    joined.push(copy)
  }
  return joined
}

function countAlike(
  old: Uint8Array,
  fresh: Uint8Array,
  { from, to }: Copy,
  at: number,
  length: number,
): number {
  let count = 0
  for (let i = 0; i < length; i++) if (old[at + i - to + from] === fresh[at + i]) count++
  return count
}

/** How far a copy reaches on (step 1) or back (step -1) until the balance of equal and other bytes is best. */
function growth(
  old: Uint8Array,
  fresh: Uint8Array,
  { from, to, length }: Copy,
  { step, most }: { readonly step: 1 | -1; readonly most: number },
): number {
  const [a, b] = step > 0 ? [from + length, to + length] : [from - 1, to - 1]
  let [balance, best, reach] = [0, 0, 0]
  for (let i = 0; i < most; i++) {
    balance += old[a + i * step] === fresh[b + i * step] ? 1 : -1
    if (balance > best) [best, reach] = [balance, i + 1]
    // Far below the best there is nothing to come back to.
    if (balance < best - 4096) break
  }
  return reach
}
