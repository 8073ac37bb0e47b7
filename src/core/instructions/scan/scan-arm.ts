import { type ByteView, makeByteView } from '../../bytes/byte-view.ts'
import type { ByteSource, Reading } from '../../elf/byte-request.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import { a32Feature, isWideThumb, t16Feature, t32Feature } from './arm-words.ts'
import type { HitCounter } from './code-hits.ts'
import type { CodeRange } from './code-ranges.ts'

type Kind = 'a' | 't' | 'd'

const mostMarks = 1_000_000
const mostNames = 50_000
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
  const marks = yield* readMarks(source, elf)
  if (!marks) return false
  const places = [...marks.keys()].toSorted((a, b) => a - b)
  let whole = true
  let loaded: Loaded | undefined
  for (const { address, size, offset } of ranges) {
    const own = places.filter((place) => place >= address && place < address + size)
    if (own[0] !== address) whole = false
    for (const [i, start] of own.entries()) {
      const end = own[i + 1] ?? address + size
      const kind = marks.get(start)
      if (kind === 'd' || kind === undefined) continue
      const run = { offset: offset + start - address, size: end - start, address: start }
      loaded = yield* scanRun(source, elf, run, kind, counter, loaded)
    }
  }
  return whole
}

function* readMarks(
  source: ByteSource,
  { sections, endian }: ElfFacts,
): Reading<ReadonlyMap<number, Kind> | undefined> {
  const table = sections.find((s) => s.type === 2)
  const strings = table && sections[table.link]
  if (!table || !strings) return undefined
  const marks = new Map<number, Kind>()
  const names = new Map<number, Kind | undefined>()
  const size = 16
  for (let at = 0; at < table.size; at += 4096 * size) {
    const bytes = yield* source.fetch(table.offset + at, Math.min(4096 * size, table.size - at))
    if (bytes.length < size) break
    const view = makeByteView(bytes, endian)
    for (let i = 0; i + size <= bytes.length; i += size) {
      // Local, without type or size, in a section.
      if (view.u8(i + 12) !== 0 || view.u32(i + 8) !== 0 || view.u16(i + 14) === 0) continue
      const nameAt = view.u32(i)
      if (!names.has(nameAt)) {
        if (names.size >= mostNames || nameAt >= strings.size) return undefined
        names.set(nameAt, kindOf(yield* source.fetch(strings.offset + nameAt, 3)))
      }
      const kind = names.get(nameAt)
      if (kind !== undefined) marks.set(view.u32(i + 4), kind)
      if (marks.size > mostMarks) return undefined
    }
  }
  return marks.size === 0 ? undefined : marks
}

function kindOf([dollar, letter, end]: Uint8Array): Kind | undefined {
  if (dollar !== 0x24 || (end !== 0 && end !== 0x2e)) return undefined
  return letter === 0x61 ? 'a' : letter === 0x74 ? 't' : letter === 0x64 ? 'd' : undefined
}

/** A part of the code that is in memory. */
interface Loaded {
  readonly address: number
  readonly view: ByteView
}

function* scanRun(
  source: ByteSource,
  { endian }: ElfFacts,
  { offset, size, address }: CodeRange,
  kind: 'a' | 't',
  counter: HitCounter,
  loaded: Loaded | undefined,
): Reading<Loaded | undefined> {
  let now = loaded
  for (let at = 0; at < size;) {
    const place = address + at
    if (!now || place < now.address || place + Math.min(size - at, 4) > endOf(now)) {
      const bytes = yield* source.fetch(offset + at, piece)
      if (bytes.length < 2) return now
      now = { address: place, view: makeByteView(bytes, endian) }
    }
    const end = Math.min(address + size, endOf(now))
    const used = scanLoaded(now, place, end, kind, counter)
    if (used === 0) return now
    at += used
  }
  return now
}

function endOf({ address, view }: Loaded): number {
  return address + view.length
}

/** Looks through whole instructions from `from` up to `end`; gives the bytes that they took. */
function scanLoaded(
  { address, view }: Loaded,
  from: number,
  end: number,
  kind: 'a' | 't',
  counter: HitCounter,
): number {
  const add = (feature: string | undefined, at: number): void => {
    if (feature !== undefined && counter.wants(feature)) counter.add(feature, at)
  }
  let at = from
  while (at + (kind === 'a' ? 4 : 2) <= end) {
    const i = at - address
    const half = kind === 'a' ? 0 : view.u16(i)
    if (kind === 'a') {
      add(a32Feature(view.u32(i)), at)
      at += 4
    } else if (isWideThumb(half)) {
      if (at + 4 > end) break
      add(t32Feature(((half << 16) | view.u16(i + 2)) >>> 0), at)
      at += 4
    } else {
      add(t16Feature(half), at)
      at += 2
    }
  }
  return at - from
}
