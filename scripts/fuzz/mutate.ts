/** Changes files byte by byte, field by field, and by pieces of one another; the same inputs for the same seed. */
export interface Mutator {
  readonly random: (below: number) => number
  readonly mutate: (seed: Uint8Array, other: Uint8Array) => Uint8Array<ArrayBuffer>
}

/** What the code compares with, from count-edges.ts. */
export interface Dictionary {
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
}

/** Numbers that limits and special values lie at. */
const odd = [
  0, 1, 2, 3, 4, 8, 0x10, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
  0xfffffff0, 0x1000, 0x10000, 0x6ffffff0, 0x70000003,
]

export function makeMutator(seed: number, dictionary: Dictionary): Mutator {
  const numbers = [...odd, ...dictionary.numbers]
  const texts = dictionary.texts.map((text) => new TextEncoder().encode(text))
  let state = seed >>> 0 || 1
  /** xorshift32 (Marsaglia 2003). */
  const random = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return below <= 0 ? 0 : (state >>> 0) % below
  }
  const mutate = (from: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> => {
    let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(from)
    // Most changes go to the headers, where they tell most: the program's stand first, the sections' last.
    const place = (): number => {
      const few = Math.min(bytes.length, 1024)
      const where = random(4)
      if (where < 2) return random(few)
      return where === 2 ? bytes.length - 1 - random(few) : random(bytes.length)
    }
    const number = (): number => numbers[random(numbers.length)] ?? 0
    const text = (): Uint8Array => texts[random(texts.length)] ?? new Uint8Array(0)
    for (let changes = 1 + random(8); changes > 0 && bytes.length > 0; changes--) {
      bytes = change(bytes, other, { place, number, text, random })
    }
    return bytes
  }
  return { random, mutate }
}

interface Chances {
  readonly place: () => number
  readonly number: () => number
  readonly text: () => Uint8Array
  readonly random: (below: number) => number
}

function change(
  bytes: Uint8Array<ArrayBuffer>,
  other: Uint8Array,
  { place, number: pickNumber, text, random }: Chances,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = place()
  const number = pickNumber()
  switch (random(11)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
      return bytes
    case 1:
      bytes[at] = random(256)
      return bytes
    case 2:
      if (at + 2 <= bytes.length) view.setUint16(at, number & 0xffff, random(2) === 0)
      return bytes
    case 3:
      if (at + 4 <= bytes.length) view.setUint32(at, number >>> 0, random(2) === 0)
      return bytes
    case 4:
      if (at + 4 <= bytes.length) view.setUint32(at, random(bytes.length * 2), random(4) !== 0)
      return bytes
    case 5:
      bytes.copyWithin(at, place(), Math.min(bytes.length, place() + random(64)))
      return bytes
    case 6: {
      const from = random(other.length)
      bytes.set(other.subarray(from, from + Math.min(64, bytes.length - at)), at)
      return bytes
    }
    case 7:
      if (at + 8 <= bytes.length) view.setBigUint64(at, BigInt(number), random(2) === 0)
      return bytes
    case 8:
      bytes.set(text().subarray(0, bytes.length - at), at)
      return bytes
    case 9: {
      // A field of a header one up or down: counts, sizes, indices.
      if (at + 2 <= bytes.length) view.setUint16(at & ~1, view.getUint16(at & ~1) + random(5) - 2)
      return bytes
    }
    default:
      return random(8) === 0 ? bytes.slice(0, 1 + random(bytes.length)) : bytes
  }
}
