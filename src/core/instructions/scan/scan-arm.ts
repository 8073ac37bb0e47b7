import type { ByteSource, Reading } from '../../elf/byte-request.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import {
  a32Feature,
  a32Needs,
  isWideThumb,
  t16Feature,
  t16Needs,
  t32Feature,
  t32Needs,
} from './arm-words.ts'
import { readArmMarks } from './arm-marks.ts'
import type { HitCounter } from './code-hits.ts'
import type { CodeRange } from './code-ranges.ts'

const piece = 256 * 1024

/**
 * Looks through ARM code by its mapping symbols (`$a`, `$t`, `$d`: ELF for the Arm Architecture,
 * "Mapping symbols"), which tell both instruction sets and data apart. True where they cover all of
 * the code; without them nothing is looked at.
 */
export function* scanArm(
  source: ByteSource,
  elf: ElfFacts,
  ranges: readonly CodeRange[],
  counter: HitCounter,
): Reading<boolean> {
  const marks = yield* readArmMarks(source, elf)
  if (!marks) return false
  const filter = makeFilter(counter)
  let whole = true
  let loaded: Loaded | undefined
  for (const { address, size, offset } of ranges) {
    let i = marks.firstFrom(address)
    if (marks.addressAt(i) !== address) whole = false
    for (; (marks.addressAt(i) ?? Infinity) < address + size; i++) {
      const start = marks.addressAt(i) ?? 0
      const end = Math.min(marks.addressAt(i + 1) ?? Infinity, address + size)
      const kind = marks.kindAt(i)
      if (kind !== 'a' && kind !== 't') continue
      const run = { offset: offset + start - address, size: end - start, address: start }
      loaded = yield* scanRun(source, elf, run, kind, filter, counter, loaded)
    }
  }
  return whole
}

/** 1 for the eight bits of words that can need a feature that is looked for. */
interface Filter {
  readonly a32: Uint8Array
  readonly t16: Uint8Array
  readonly t32: Uint8Array
}

function makeFilter({ wants }: HitCounter): Filter {
  const toTable = (needs: readonly (readonly string[])[]): Uint8Array =>
    Uint8Array.from(needs, (features) => (features.some(wants) ? 1 : 0))
  return { a32: toTable(a32Needs), t16: toTable(t16Needs), t32: toTable(t32Needs) }
}

/** A part of the code that is in memory. */
interface Loaded {
  readonly address: number
  readonly view: DataView
}

function* scanRun(
  source: ByteSource,
  { endian }: ElfFacts,
  { offset, size, address }: CodeRange,
  kind: 'a' | 't',
  filter: Filter,
  counter: HitCounter,
  loaded: Loaded | undefined,
): Reading<Loaded | undefined> {
  let now = loaded
  for (let at = 0; at < size;) {
    const place = address + at
    if (!now || place < now.address || place + Math.min(size - at, 4) > endOf(now)) {
      const bytes = yield* source.fetch(offset + at, piece)
      if (bytes.length < 2) return now
      now = {
        address: place,
        view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      }
    }
    const end = Math.min(address + size, endOf(now))
    const scan = kind === 'a' ? scanA32 : scanThumb
    const used = scan(now, place, end, endian === 'little', filter, counter)
    if (used === 0) return now
    at += used
  }
  return now
}

function endOf({ address, view }: Loaded): number {
  return address + view.byteLength
}

/** Looks through whole instructions from `from` up to `end`; gives the bytes that they took. */
function scanA32(
  { address, view }: Loaded,
  from: number,
  end: number,
  little: boolean,
  filter: Filter,
  { wants, add }: HitCounter,
): number {
  const { a32 } = filter
  let at = from
  for (; at + 4 <= end; at += 4) {
    const word = view.getUint32(at - address, little)
    if (a32[(word >>> 20) & 0xff] === 0 && word >>> 28 !== 15) continue
    const feature = a32Feature(word)
    if (feature !== undefined && wants(feature)) add(feature, at)
  }
  return at - from
}

function scanThumb(
  { address, view }: Loaded,
  from: number,
  end: number,
  little: boolean,
  { t16, t32 }: Filter,
  { wants, add }: HitCounter,
): number {
  let at = from
  while (at + 2 <= end) {
    const half = view.getUint16(at - address, little)
    const isWide = isWideThumb(half)
    if (isWide && at + 4 > end) break
    if ((isWide ? t32 : t16)[half >>> 8] === 1) {
      const feature = isWide
        ? t32Feature(((half << 16) | view.getUint16(at - address + 2, little)) >>> 0)
        : t16Feature(half)
      if (feature !== undefined && wants(feature)) add(feature, at)
    }
    at += isWide ? 4 : 2
  }
  return at - from
}
