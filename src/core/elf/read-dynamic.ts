import { makeByteView } from '../bytes/byte-view.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { DynamicEntry, ElfProblem, Segment } from './elf-facts.ts'
import { PT } from './read-segments.ts'
import type { ElfHeader } from './read-header.ts'

/** Dynamic tags (gABI, chapter 5; GNU additions of elf.h). */
export const DT: {
  readonly needed: 1
  readonly pltSize: 2
  readonly hash: 4
  readonly stringTable: 5
  readonly symbolTable: 6
  readonly rela: 7
  readonly relaSize: 8
  readonly stringSize: 10
  readonly init: 12
  readonly fini: 13
  readonly soname: 14
  readonly rpath: 15
  readonly rel: 17
  readonly relSize: 18
  readonly pltRelocations: 23
  readonly bindNow: 24
  readonly runpath: 29
  readonly flags: 30
  readonly relrSize: 35
  readonly relr: 36
  readonly gnuHash: 0x6ffffef5
  readonly versionSymbols: 0x6ffffff0
  readonly relaCount: 0x6ffffff9
  readonly relCount: 0x6ffffffa
  readonly flags1: 0x6ffffffb
  readonly versionDefinitions: 0x6ffffffc
  readonly versionDefinitionCount: 0x6ffffffd
  readonly versionNeeds: 0x6ffffffe
  readonly versionNeedCount: 0x6fffffff
  readonly mipsSymbolCount: 0x70000011
  readonly mipsFirstGotSymbol: 0x70000013
} = {
  needed: 1,
  pltSize: 2,
  hash: 4,
  stringTable: 5,
  symbolTable: 6,
  rela: 7,
  relaSize: 8,
  stringSize: 10,
  init: 12,
  fini: 13,
  soname: 14,
  rpath: 15,
  rel: 17,
  relSize: 18,
  pltRelocations: 23,
  bindNow: 24,
  runpath: 29,
  flags: 30,
  relrSize: 35,
  relr: 36,
  gnuHash: 0x6ffffef5,
  versionSymbols: 0x6ffffff0,
  relaCount: 0x6ffffff9,
  relCount: 0x6ffffffa,
  flags1: 0x6ffffffb,
  versionDefinitions: 0x6ffffffc,
  versionDefinitionCount: 0x6ffffffd,
  versionNeeds: 0x6ffffffe,
  versionNeedCount: 0x6fffffff,
  mipsSymbolCount: 0x70000011,
  mipsFirstGotSymbol: 0x70000013,
}

/** The dynamic array up to DT_NULL. Empty for a static file. */
export function* readDynamic(
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  problems: ElfProblem[],
): Reading<readonly DynamicEntry[]> {
  const segment = segments.find((s) => s.type === PT.dynamic)
  if (!segment || segment.fileSize === 0) return []
  const size = header.bits / 4
  const bytes = yield* source.fetch(segment.offset, Math.min(segment.fileSize, 65_536))
  if (bytes.length < Math.min(segment.fileSize, 65_536)) {
    problems.push({ what: 'the dynamic section lies outside the file', weight: 'fatal' })
  }
  const view = makeByteView(bytes, header.endian)
  const entries: DynamicEntry[] = []
  for (let at = 0; view.has(at, size); at += size) {
    const tag = view.word(at, header.bits)
    if (tag === 0) break
    entries.push({ tag, value: view.word(at + size / 2, header.bits) })
  }
  const isLoaded = segments.some((s) => s.type === PT.interpreter)
  if (entries.length === 0 && isLoaded) {
    problems.push({ what: 'the dynamic section is empty', weight: 'fatal' })
  }
  return entries
}

/** The value of the last entry with that tag, as the loader sees it. */
export function dynamicValue(entries: readonly DynamicEntry[], tag: number): number | undefined {
  return entries.findLast((entry) => entry.tag === tag)?.value
}

/** The place in the file of an address, by the loadable segments; undefined where no segment has it. */
export function fileOffset(segments: readonly Segment[], address: number): number | undefined {
  const segment = segments.find(
    (s) => s.type === PT.load && address >= s.vaddr && address < s.vaddr + s.fileSize,
  )
  return segment && segment.offset + (address - segment.vaddr)
}
