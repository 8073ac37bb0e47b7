import type { ByteSource, Reading } from '../../elf/byte-request.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'

/** `a`: A32, `x`: A64, `t`: Thumb, `d`: data. */
export type MarkKind = 'a' | 't' | 'x' | 'd'

/** The mapping symbols of a file, by address. */
export interface ArmMarks {
  /** Number of the first mark at `address` or behind it. */
  readonly firstFrom: (address: number) => number
  readonly addressAt: (number: number) => number | undefined
  readonly kindAt: (number: number) => MarkKind | undefined
  /** The kind of what stands at `address`: that of the last mark at it or before it. */
  readonly kindOf: (address: number) => MarkKind | undefined
}

const mostMarks = 1_000_000
const mostNames = 50_000
/** Room for mostMarks behind an address of 32 bits: numbers of 53 bits are exact. */
const span = 2 ** 20

/** Reads the mapping symbols (ELF for the Arm Architecture, of both widths; addresses below 4 GiB, as programs have them); undefined where there are none, or more than any program has. */
export function* readArmMarks(
  source: ByteSource,
  { sections, endian, bits }: ElfFacts,
): Reading<ArmMarks | undefined> {
  const table = sections.find((s) => s.type === 2)
  const strings = table && sections[table.link]
  if (!table || !strings) return undefined
  const little = endian === 'little'
  const [entrySize, infoAt, homeAt, valueAt, sizeAt] =
    bits === 64 ? [24, 4, 6, 8, 16] : [16, 12, 14, 4, 8]
  const names = new Map<number, MarkKind | undefined>()
  const keys: number[] = []
  const kinds: MarkKind[] = []
  for (let at = 0; at < table.size; at += 4096 * entrySize) {
    const asked = Math.min(4096 * entrySize, table.size - at)
    const bytes = yield* source.fetch(table.offset + at, asked)
    if (bytes.length < entrySize) break
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let i = 0; i + entrySize <= bytes.length; i += entrySize) {
      // Local, without type or size, in a section.
      if (bytes[i + infoAt] !== 0 || view.getUint32(i + sizeAt, little) !== 0) continue
      if (view.getUint16(i + homeAt, little) === 0) continue
      const nameAt = view.getUint32(i, little)
      let kind = names.get(nameAt)
      if (kind === undefined && !names.has(nameAt)) {
        if (names.size >= mostNames || nameAt >= strings.size) return undefined
        kind = kindOf(yield* source.fetch(strings.offset + nameAt, 3))
        names.set(nameAt, kind)
      }
      if (kind === undefined) continue
      if (kinds.length >= mostMarks) return undefined
      keys.push(view.getUint32(i + valueAt, little) * span + kinds.length)
      kinds.push(kind)
    }
  }
  return keys.length === 0 ? undefined : toMarks(Float64Array.from(keys).sort(), kinds)
}

function toMarks(keys: Float64Array, kinds: readonly MarkKind[]): ArmMarks {
  const addresses: number[] = []
  const own: MarkKind[] = []
  for (const key of keys) {
    const address = Math.floor(key / span)
    const kind = kinds[key % span]
    if (kind === undefined) continue
    // Of two at one address the last in the table counts.
    const place = addresses.at(-1) === address ? addresses.length - 1 : addresses.length
    addresses[place] = address
    own[place] = kind
  }
  const firstFrom = (address: number): number => {
    let [low, high] = [0, addresses.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((addresses[middle] ?? 0) < address) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    firstFrom,
    addressAt: (number) => addresses[number],
    kindAt: (number) => own[number],
    kindOf: (address) => own[firstFrom(address + 1) - 1],
  }
}

function kindOf([dollar, letter, end]: Uint8Array): MarkKind | undefined {
  if (dollar !== 0x24 || (end !== 0 && end !== 0x2e)) return undefined
  const kinds = { 0x61: 'a', 0x64: 'd', 0x74: 't', 0x78: 'x' } as const
  return kinds[letter as keyof typeof kinds]
}
