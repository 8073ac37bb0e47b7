import { makeByteSource, type ByteSource, type Reading } from '../../elf/byte-request.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import { codeRanges, type CodeRange } from './code-ranges.ts'
import { readArmMarks } from './arm-marks.ts'
import { a64Candidates, a64Feature, a64Key } from './a64-words.ts'
import { makeHitCounter, type CodeHits, type HitCounter } from './code-hits.ts'
import { powerFeature } from './power-words.ts'
import { s390Feature, s390Length } from './s390-opcodes.ts'
import { scanArm } from './scan-arm.ts'
import { decodeX86 } from './x86-decode.ts'
import { isOfUnwinder } from './unwinder-words.ts'
import { x86Feature } from './x86-features.ts'
import { plainX86Length } from './x86-plain.ts'

export interface CodeScan {
  readonly hits: readonly CodeHits[]
  readonly bytes: number
  /** All code was told from data and looked at. Never so on ARM without its marks. */
  readonly whole: boolean
}

const piece = 256 * 1024
/** The longest instruction there is (x86: 15 bytes). */
const longest = 16

/** Machines that this reads, as ElfFacts.machine has them. */
export function isScanned({ machine, endian }: Pick<ElfFacts, 'machine' | 'endian'>): boolean {
  const little = ['aarch64', 'arm', 'x86-64', 'i386', 'powerpc64']
  return (endian === 'little' && little.includes(machine)) || machine === 's390'
}

/**
 * Looks through all code of a file for instructions of features that `lacks` is true of: what is
 * there, not whether a start comes by it. Linear, piece by piece, no allocation by what the file
 * claims.
 */
export function* scanCode(elf: ElfFacts, lacks: (feature: string) => boolean): Reading<CodeScan> {
  const source = makeByteSource(elf.size)
  const counter = makeHitCounter(lacks)
  const ranges = codeRanges(elf)
  if (elf.machine === 'arm') {
    const whole = yield* scanArm(source, elf, ranges, counter)
    return toScan(counter, ranges, whole)
  }
  const unwinder = makeHitCounter(lacks)
  for (const range of ranges) yield* scanRange(source, elf, range, { counter, unwinder })
  const isMarked = elf.machine === 'aarch64' && counter.hits.size > 0
  const marks = isMarked ? yield* readArmMarks(source, elf) : undefined
  if (marks) counter.drop((address) => marks.kindOf(address) === 'd')
  // A program that uses such a feature elsewhere has frames that those parts of the unwinder are for.
  for (const [feature, { at }] of unwinder.hits) {
    if (counter.hits.has(feature)) for (const address of at) counter.add(feature, address)
  }
  return toScan(counter, ranges, true)
}

function toScan(counter: HitCounter, ranges: readonly CodeRange[], whole: boolean): CodeScan {
  const bytes = ranges.reduce((sum, { size }) => sum + size, 0)
  return { hits: [...counter.hits.values()], bytes, whole }
}

interface Counters {
  readonly counter: HitCounter
  /** What unwinders hold for frames of newer code. */
  readonly unwinder: HitCounter
}

type ScanPiece = (bytes: Uint8Array, end: number, address: number, counters: Counters) => number

function* scanRange(
  source: ByteSource,
  { machine, bits }: ElfFacts,
  { offset, size, address }: CodeRange,
  counters: Counters,
): Reading<void> {
  const scan: ScanPiece =
    machine === 'aarch64'
      ? scanA64
      : machine === 'powerpc64'
        ? scanPower
        : machine === 's390'
          ? scanS390
          : (bytes, end, at, own) => scanX86(bytes, end, at, own, bits)
  for (let at = 0; at < size;) {
    const bytes = yield* source.fetch(offset + at, Math.min(piece, size - at))
    if (bytes.length === 0) return
    const isLast = at + bytes.length >= size
    // What is cut off by the end of a piece is looked at with the next.
    const end = isLast ? bytes.length : bytes.length - longest
    const used = scan(bytes, Math.max(end, 1), address + at, counters)
    at += Math.max(used, 1)
  }
}

function scanA64(
  bytes: Uint8Array,
  end: number,
  address: number,
  { counter, unwinder }: Counters,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true)
    if (a64Candidates[a64Key(word)] === 0) continue
    const feature = a64Feature(word)
    if (feature === undefined || !counter.wants(feature)) continue
    // Outline atomics ask __aarch64_have_lse_atomics first: `cbz w16` stands before (libgcc, lse.S).
    const isAsked =
      feature === 'atomics' &&
      at >= 4 &&
      (view.getUint32(at - 4, true) & 0xff00001f) >>> 0 === 0x34000010
    if (isAsked) continue
    const isSpare = isOfUnwinder(view, at, word)
    ;(isSpare ? unwinder : counter).add(feature, address + at)
  }
  return Math.max(at, 4)
}

function scanPower(bytes: Uint8Array, end: number, address: number, { counter }: Counters): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 4 <= end) {
    const word = view.getUint32(at, true)
    // Offsets of jump tables stand between the code: small negative numbers.
    const feature = word >= 0xffff_0000 ? undefined : powerFeature(word)
    if (feature !== undefined && counter.wants(feature)) counter.add(feature, address + at)
    at += word >>> 26 === 1 ? 8 : 4
  }
  return Math.max(at, 4)
}

function scanS390(bytes: Uint8Array, end: number, address: number, { counter }: Counters): number {
  let at = 0
  while (at < end) {
    const length = s390Length(bytes[at] ?? 0)
    const feature = at + length <= bytes.length ? s390Feature(bytes, at) : undefined
    if (feature !== undefined && counter.wants(feature)) counter.add(feature, address + at)
    at += length
  }
  return at
}

function scanX86(
  bytes: Uint8Array,
  end: number,
  address: number,
  { counter }: Counters,
  bits: 32 | 64,
): number {
  let at = 0
  while (at < end) {
    const plain = plainX86Length(bytes, at, bits)
    if (plain > 0) {
      at += plain
      continue
    }
    const one = decodeX86(bytes, at, bits)
    const feature = one && at + one.length <= bytes.length ? x86Feature(one, bits) : undefined
    if (feature !== undefined && counter.wants(feature)) counter.add(feature, address + at)
    at += one && one.length > 0 ? one.length : 1
  }
  return at
}
