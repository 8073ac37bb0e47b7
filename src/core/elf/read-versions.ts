import { makeByteView } from '../bytes/byte-view.ts'
import type { ByteSource, Reading } from './byte-request.ts'
import type { DynamicEntry, ElfProblem, Segment } from './elf-facts.ts'
import { DT, dynamicValue, fileOffset } from './read-dynamic.ts'
import type { DynamicNames } from './read-dynamic-names.ts'
import type { ElfHeader } from './read-header.ts'

/** A version need before its symbols are known. */
export interface RawNeed {
  readonly file: string
  readonly versions: readonly {
    readonly name: string
    readonly flags: number
    readonly index: number
  }[]
}

/** More versions than any library has; keeps chains that bite their tail short. */
const mostVersions = 2048

/** What the tables are read with. */
export interface DynamicContext {
  readonly source: ByteSource
  readonly header: ElfHeader
  readonly segments: readonly Segment[]
  readonly entries: readonly DynamicEntry[]
  readonly names: DynamicNames
  readonly problems: ElfProblem[]
}

/** `.gnu.version_r` by DT_VERNEED (LSB Core, "Symbol Versioning"): Elf_Verneed 16 bytes, Elf_Vernaux 16 bytes in both classes. */
export function* readVersionNeeds(context: DynamicContext): Reading<readonly RawNeed[]> {
  const { source, header, segments, entries, names, problems } = context
  let at = tableOffset(segments, entries, DT.versionNeeds)
  if (at === undefined) return []
  const needs: RawNeed[] = []
  let total = 0
  const count = Math.min(dynamicValue(entries, DT.versionNeedCount) ?? 0, mostVersions)
  for (let i = 0; i < count; i++) {
    const view = makeByteView(yield* source.fetch(at, 16), header.endian)
    if (view.length < 16) break
    const file = yield* names.name(view.u32(4))
    const versions: { name: string; flags: number; index: number }[] = []
    let aux = at + view.u32(8)
    for (let j = 0; j < view.u16(2) && total < mostVersions; j++, total++) {
      const entry = makeByteView(yield* source.fetch(aux, 16), header.endian)
      if (entry.length < 16) break
      const name = yield* names.name(entry.u32(8))
      if (name !== undefined) versions.push({ name, flags: entry.u16(4), index: entry.u16(6) })
      else problems.push({ what: 'a version name lies outside its table', weight: 'fatal' })
      if (entry.u32(12) === 0) break
      aux += entry.u32(12)
    }
    if (file !== undefined) needs.push({ file, versions })
    if (view.u32(12) === 0 || total >= mostVersions) break
    at += view.u32(12)
  }
  return needs
}

/** A version that a library defines, and the number that its symbols refer to it by. */
export interface VersionDefinition {
  readonly index: number
  readonly name: string
}

/** `.gnu.version_d` by DT_VERDEF: what a library defines (its own soname, VER_FLG_BASE, left out). */
export function* readVersionDefinitions(
  context: DynamicContext,
): Reading<readonly VersionDefinition[]> {
  const { source, header, segments, entries, names } = context
  let at = tableOffset(segments, entries, DT.versionDefinitions)
  if (at === undefined) return []
  const found: VersionDefinition[] = []
  const count = Math.min(dynamicValue(entries, DT.versionDefinitionCount) ?? 0, mostVersions)
  for (let i = 0; i < count; i++) {
    const view = makeByteView(yield* source.fetch(at, 20), header.endian)
    if (view.length < 20) break
    const aux = makeByteView(yield* source.fetch(at + view.u32(12), 8), header.endian)
    const isBase = (view.u16(2) & 1) !== 0
    const name = isBase || aux.length < 8 ? undefined : yield* names.name(aux.u32(0))
    if (name !== undefined) found.push({ index: view.u16(4) & 0x7fff, name })
    if (view.u32(16) === 0) break
    at += view.u32(16)
  }
  return found
}

/** The file offset of a table that the dynamic array points to. */
export function tableOffset(
  segments: readonly Segment[],
  entries: readonly DynamicEntry[],
  tag: number,
): number | undefined {
  const address = dynamicValue(entries, tag)
  return address === undefined ? undefined : fileOffset(segments, address)
}
