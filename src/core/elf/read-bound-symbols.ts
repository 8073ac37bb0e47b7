import { type ByteView, makeByteView } from '../bytes/byte-view.ts'
import type { Reading } from './byte-request.ts'
import { DT, dynamicValue } from './read-dynamic.ts'
import type { ElfHeader } from './read-header.ts'
import { type DynamicContext, tableOffset } from './read-versions.ts'

/** When the loader looks up a symbol, by its index and value; undefined: nothing refers to it. */
export type BoundWhen = (index: number, value: number) => 'start' | 'call' | undefined

const mostRelocations = 2_000_000
const piece = 1024 * 1024

/**
 * Which dynamic symbols are looked up at the start and which at the first call: relocations of
 * DT_JMPREL are left for later where nothing asks for BIND_NOW (ld.so(8); gABI, "Procedure Linkage
 * Table"). MIPS has its calls in the GOT: a symbol with a value has a stub (MIPS psABI, chapter 5).
 */
export function* readBoundSymbols(context: DynamicContext): Reading<BoundWhen> {
  const { entries, segments, header } = context
  const flags = dynamicValue(entries, DT.flags) ?? 0
  const flags1 = dynamicValue(entries, DT.flags1) ?? 0
  const isNow =
    dynamicValue(entries, DT.bindNow) !== undefined || (flags & 8) !== 0 || (flags1 & 1) !== 0
  const pltAt = tableOffset(segments, entries, DT.pltRelocations)
  const pltSize = dynamicValue(entries, DT.pltSize) ?? 0
  const isRela = dynamicValue(entries, 20) === DT.rela
  const plt = { at: pltAt, size: pltSize, isRela, skip: 0 }
  const start = new Set<number>()
  for (const table of [tableOf(context, 'rel'), tableOf(context, 'rela')]) {
    yield* collect(context, table, start, plt)
  }
  const call = new Set<number>()
  yield* collect(context, plt, call)
  const firstGot = dynamicValue(entries, DT.mipsFirstGotSymbol)
  const isMips = header.machine === 8 && firstGot !== undefined
  return (index, value) => {
    if (start.has(index)) return 'start'
    if (isMips && index >= firstGot) return value === 0 || isNow ? 'start' : 'call'
    return call.has(index) ? (isNow ? 'start' : 'call') : undefined
  }
}

interface Table {
  readonly at: number | undefined
  readonly size: number
  readonly isRela: boolean
  /** Entries without a symbol at its beginning (DT_RELCOUNT). */
  readonly skip: number
}

function tableOf({ entries, segments }: DynamicContext, kind: 'rel' | 'rela'): Table {
  const isRela = kind === 'rela'
  return {
    at: tableOffset(segments, entries, isRela ? DT.rela : DT.rel),
    size: dynamicValue(entries, isRela ? DT.relaSize : DT.relSize) ?? 0,
    isRela,
    skip: dynamicValue(entries, isRela ? DT.relaCount : DT.relCount) ?? 0,
  }
}

/** Adds the symbols of a table's relocations, but not of the part that is `without`: some linkers count DT_JMPREL in. */
function* collect(
  { source, header }: DynamicContext,
  { at, size, isRela, skip }: Table,
  into: Set<number>,
  without?: Table,
): Reading<void> {
  if (at === undefined) return
  const word = header.bits / 8
  const entry = word * (isRela ? 3 : 2)
  const count = Math.min(Math.floor(size / entry), mostRelocations)
  const perPiece = Math.floor(piece / entry)
  for (let first = Math.min(skip, count); first < count; first += perPiece) {
    const many = Math.min(perPiece, count - first)
    const view = makeByteView(yield* source.fetch(at + first * entry, many * entry), header.endian)
    for (let i = 0; i < Math.floor(view.length / entry); i++) {
      const place = at + (first + i) * entry
      const isLater =
        without?.at !== undefined && place >= without.at && place < without.at + without.size
      const index = symbolOf(view, i * entry + word, header)
      if (!isLater && index !== 0) into.add(index)
    }
  }
}

/** r_sym of r_info; 64-bit MIPS has it in the first half whatever the byte order (binutils, include/elf/mips.h). */
function symbolOf(view: ByteView, at: number, { bits, machine, endian }: ElfHeader): number {
  if (bits === 32) return view.u32(at) >>> 8
  return view.u32(machine === 8 || endian === 'big' ? at : at + 4)
}
