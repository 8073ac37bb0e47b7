/** Bytes of an old file that a new one holds, too. */
export interface Copy {
  /** Where they stand in the new file. */
  readonly to: number
  /** Where they stand in the old one. */
  readonly from: number
  readonly length: number
}

/** Blocks of one hash that are tried: files of zeros have thousands. */
const MOST_ALIKE = 8

/**
 * What `fresh`, from `start` on, can take from `old`: the old file is cut into blocks, a rolling sum finds each at any place of the
 * new one (Tridgell, "Efficient Algorithms for Sorting and Synchronization", chapter 3), and a match is extended in both
 * directions. Ascending, without overlap; every copy is exact.
 */
export function matchBlocks(
  old: Uint8Array,
  fresh: Uint8Array,
  block: number,
  start = 0,
): readonly Copy[] {
  const table = tabulate(old, block)
  const copies: Copy[] = []
  let [at, last] = [start, start]
  while (at + block <= fresh.length) {
    const sum = makeSum(fresh, at, block)
    // Rolls on until a block is found; the sum begins anew behind it.
    let found: Copy | undefined
    for (;;) {
      const first = table.first(sum.value())
      if (first >= 0) found = longest(old, fresh, block, { at, last, first, next: table.next })
      if (found || at + block >= fresh.length) break
      sum.roll(fresh[at] ?? 0, fresh[at + block] ?? 0)
      at++
    }
    if (!found) break
    copies.push(found)
    at = found.to + found.length
    last = at
  }
  return copies
}

interface Search {
  readonly at: number
  /** Bytes before it are taken. */
  readonly last: number
  readonly first: number
  readonly next: Int32Array
}

function longest(
  old: Uint8Array,
  fresh: Uint8Array,
  block: number,
  { at, last, first, next }: Search,
): Copy | undefined {
  let best: Copy | undefined
  let tried = 0
  for (let index = first; index >= 0 && tried < MOST_ALIKE; index = next[index] ?? -1) {
    tried++
    const from = index * block
    const ahead = countEqual(old, from, fresh, at)
    if (ahead < block) continue
    let back = 0
    while (at - back > last && from - back > 0 && old[from - back - 1] === fresh[at - back - 1]) {
      back++
    }
    if (!best || ahead + back > best.length) {
      best = { to: at - back, from: from - back, length: ahead + back }
    }
  }
  return best
}

function countEqual(a: Uint8Array, from: number, b: Uint8Array, at: number): number {
  const most = Math.min(a.length - from, b.length - at)
  let count = 0
  while (count < most && a[from + count] === b[at + count]) count++
  return count
}

interface Sum {
  value(): number
  roll(out: number, into: number): void
}

/** Adler-like sum of `block` bytes (RFC 1950, section 9, without its modulus). */
function makeSum(bytes: Uint8Array, at: number, block: number): Sum {
  let [a, b] = [0, 0]
  for (let i = 0; i < block; i++) {
    a = (a + (bytes[at + i] ?? 0)) & 0xffff
    b = (b + a) & 0xffff
  }
  return {
    value: () => (a | (b << 16)) >>> 0,
    roll: (out, into) => {
      a = (a - out + into) & 0xffff
      b = (b - block * out + a) & 0xffff
    },
  }
}

interface Table {
  /** The first block with that sum, or one that shares its slot; -1: none. */
  first(sum: number): number
  readonly next: Int32Array
}

function tabulate(old: Uint8Array, block: number): Table {
  const count = Math.floor(old.length / block)
  let bits = 10
  while (1 << bits < count * 4 && bits < 22) bits++
  const heads = new Int32Array(1 << bits).fill(-1)
  const next = new Int32Array(count)
  const slot = (sum: number): number => Math.imul(sum, 0x9e3779b1) >>> (32 - bits)
  for (let index = count - 1; index >= 0; index--) {
    const at = slot(makeSum(old, index * block, block).value())
    next[index] = heads[at] ?? -1
    heads[at] = index
  }
  return { first: (sum) => heads[slot(sum)] ?? -1, next }
}
