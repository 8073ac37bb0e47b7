import { type ByteView, makeByteView } from '../bytes/byte-view.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { DynamicEntry, ElfProblem, Segment } from './elf-facts.ts'
import type { ElfHeader } from './read-header.ts'
import { DT, dynamicValue, fileOffset } from './read-dynamic.ts'

/** Looks up names in the dynamic string table, piece by piece: it may have many megabytes. */
export interface DynamicNames {
  /** The name at an offset of the table; undefined where it lies outside or does not end. */
  name(at: number): Reading<string | undefined>
}

const longestName = 1024
/** A table up to this size is read in one piece: those of programs are some kilobytes. */
const wholeTable = 1024 * 1024

/** The dynamic string table, by DT_STRTAB and DT_STRSZ. */
export function dynamicNames(
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  entries: readonly DynamicEntry[],
  problems: ElfProblem[],
): DynamicNames {
  const address = dynamicValue(entries, DT.stringTable)
  const start = address === undefined ? undefined : fileOffset(segments, address)
  const size = dynamicValue(entries, DT.stringSize) ?? 0
  if (entries.length > 0 && (start === undefined || size === 0)) {
    problems.push({ what: 'the dynamic string table is not in the file', weight: 'fatal' })
  }
  const symbols = dynamicValue(entries, DT.symbolTable)
  if (symbols !== undefined && fileOffset(segments, symbols) === undefined) {
    problems.push({ what: 'the dynamic symbol table is not in the file', weight: 'fatal' })
  }
  let whole: ByteView | undefined
  return {
    *name(at) {
      if (start === undefined || at >= size) return undefined
      if (size <= wholeTable) {
        whole ??= makeByteView(yield* source.fetch(start, size), header.endian)
        return whole.text(at, longestName)
      }
      const bytes = yield* source.fetch(start + at, Math.min(longestName, size - at))
      return makeByteView(bytes, header.endian).text(0, longestName)
    },
  }
}

/** What the dynamic array names: NEEDED, SONAME, RPATH, RUNPATH. */
export function* readDynamicStrings(
  names: DynamicNames,
  entries: readonly DynamicEntry[],
  problems: ElfProblem[],
): Reading<{ needed: string[]; soname?: string; rpath: string[]; runpath: string[] }> {
  const found = { needed: [] as string[], rpath: [] as string[], runpath: [] as string[] }
  let soname: string | undefined
  for (const { tag, value } of entries) {
    if (![DT.needed, DT.soname, DT.rpath, DT.runpath].some((t) => t === tag)) continue
    const name = yield* names.name(value)
    if (name === undefined) {
      problems.push({
        what: 'a name of the dynamic section lies outside its table',
        weight: 'fatal',
      })
      continue
    }
    if (tag === DT.needed) found.needed.push(name)
    else if (tag === DT.soname) soname = name
    else if (tag === DT.rpath) found.rpath = name.split(':').filter((part) => part !== '')
    else found.runpath = name.split(':').filter((part) => part !== '')
  }
  return soname === undefined ? found : { ...found, soname }
}
