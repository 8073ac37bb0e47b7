import { makeByteView } from '../bytes/byte-view.ts'
import { makeByteSource, type Reading } from './byte-request.ts'
import { countDynamicSymbols } from './count-dynamic-symbols.ts'
import type { ElfProblem } from './elf-facts.ts'
import { readBoundSymbols } from './read-bound-symbols.ts'
import { DT, readDynamic } from './read-dynamic.ts'
import { dynamicNames, readDynamicStrings } from './read-dynamic-names.ts'
import { isElf, readHeader } from './read-header.ts'
import { readSegments } from './read-segments.ts'
import {
  type DynamicContext,
  readVersionDefinitions,
  readVersionNeeds,
  tableOffset,
} from './read-versions.ts'

/** What a loader links a file by: the symbols that it defines, and those that it wants of others. */
export interface LinkedSymbols {
  readonly needed: readonly string[]
  /** As `nm -D` writes them: `name`, `name@V` (hidden: for those who ask for V), `name@@V`; `name@` beside a hidden one that serves who asks for no version. */
  readonly defines: readonly string[]
  /** Undefined symbols that are not weak and that something refers to. */
  readonly wants: readonly WantedSymbol[]
}

export interface WantedSymbol {
  readonly name: string
  readonly version?: string
  /** `start`: the loader looks it up before the program runs; `call`: when it is first called (lazy binding). */
  readonly when: 'start' | 'call'
}

const mostSymbols = 200_000
const step = 4096

/**
 * Reads what a program or library of `size` bytes defines and wants. Bounded: at most 200,000
 * symbols. undefined where the bytes are no ELF file with a dynamic section.
 */
export function* readLinkedSymbols(size: number): Reading<LinkedSymbols | undefined> {
  const source = makeByteSource(size)
  const head = yield* source.fetch(0, 4096)
  const header = isElf(head) ? readHeader(head) : undefined
  if (!header) return undefined
  const problems: ElfProblem[] = []
  const segments = yield* readSegments(source, header, problems)
  const entries = yield* readDynamic(source, header, segments, problems)
  if (entries.length === 0) return undefined
  const names = dynamicNames(source, header, segments, entries, problems)
  const { needed } = yield* readDynamicStrings(names, entries, problems)
  const context = { source, header, segments, entries, names, problems }
  const definitions = yield* readVersionDefinitions(context)
  const needs = yield* readVersionNeeds(context)
  const versions = new Map([
    ...definitions.map(({ index, name }) => [index, name] as const),
    ...needs.flatMap((need) => need.versions.map(({ index, name }) => [index, name] as const)),
  ])
  const { defined, undefined: open } = yield* readTable(context)
  const defines: string[] = []
  for (const symbol of defined) {
    const name = yield* names.name(symbol.nameAt)
    if (name !== undefined && name !== '') defines.push(...written(name, symbol, versions))
  }
  const bound = open.length === 0 ? undefined : yield* readBoundSymbols(context)
  const wants: WantedSymbol[] = []
  for (const symbol of open) {
    const when = bound?.(symbol.index, symbol.value)
    const name = when === undefined ? undefined : yield* names.name(symbol.nameAt)
    if (when === undefined || name === undefined || name === '') continue
    const version = versions.get(symbol.version & 0x7fff)
    wants.push({ name, when, ...(version === undefined ? {} : { version }) })
  }
  return problems.some(({ weight }) => weight === 'fatal') ? undefined : { needed, defines, wants }
}

interface RawSymbol {
  readonly index: number
  readonly nameAt: number
  readonly value: number
  /** Bit 15: hidden. */
  readonly version: number
}

/** Global and weak symbols that others may use, and undefined ones that are not weak. */
function* readTable(
  context: DynamicContext,
): Reading<{ defined: readonly RawSymbol[]; undefined: readonly RawSymbol[] }> {
  const { source, header, segments, entries } = context
  const found = { defined: [] as RawSymbol[], undefined: [] as RawSymbol[] }
  const at = tableOffset(segments, entries, DT.symbolTable)
  if (at === undefined) return found
  const is64 = header.bits === 64
  const size = is64 ? 24 : 16
  const versionsAt = tableOffset(segments, entries, DT.versionSymbols)
  const count = Math.min(yield* countDynamicSymbols(context, size), mostSymbols)
  for (let first = 1; first < count; first += step) {
    const many = Math.min(step, count - first)
    const view = makeByteView(yield* source.fetch(at + first * size, many * size), header.endian)
    const empty = new Uint8Array(0)
    const versions = makeByteView(
      versionsAt === undefined ? empty : yield* source.fetch(versionsAt + first * 2, many * 2),
      header.endian,
    )
    for (let i = 0; i < Math.floor(view.length / size); i++) {
      const o = i * size
      const info = view.u8(o + (is64 ? 4 : 12))
      const binding = info >> 4
      const section = view.u16(o + (is64 ? 6 : 14))
      const version = versionsAt === undefined ? 1 : versions.u16(i * 2)
      const value = view.word(o + (is64 ? 8 : 4), header.bits)
      const symbol = { index: first + i, nameAt: view.u32(o), value, version }
      // STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE (elf/dl-lookup.c).
      if (section === 0 && binding === 1) found.undefined.push(symbol)
      if (section !== 0 && [1, 2, 10].includes(binding)) found.defined.push(symbol)
    }
  }
  return found
}

/**
 * glibc takes a symbol of the library's first version (index 2), hidden or not, for who asks for
 * none (elf/dl-lookup.c, check_match).
 */
function written(
  name: string,
  { version }: RawSymbol,
  versions: ReadonlyMap<number, string>,
): readonly string[] {
  const index = version & 0x7fff
  const label = versions.get(index)
  if (label === undefined || index < 2) return index === 0 ? [] : [name]
  const isHidden = (version & 0x8000) !== 0
  if (!isHidden) return [`${name}@@${label}`]
  return index === 2 ? [`${name}@${label}`, `${name}@`] : [`${name}@${label}`]
}
