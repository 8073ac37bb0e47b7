import { makeByteView } from '../bytes/byte-view.ts'
import type { Reading } from './byte-request.ts'
import type { VersionNeed } from './elf-facts.ts'
import { countDynamicSymbols } from './count-dynamic-symbols.ts'
import { DT } from './read-dynamic.ts'
import { type DynamicContext, type RawNeed, tableOffset } from './read-versions.ts'

const mostSymbols = 1_000_000
const mostNameBytes = 8 * 1024 * 1024
const symbolsKept = 64

/**
 * Undefined dynamic symbols, and which symbols ask for which version. A variable that a program
 * copies out of a library (`stdout`) is defined in the program and still asks for its version.
 */
export function* readImports(
  context: DynamicContext,
  needs: readonly RawNeed[],
): Reading<{ readonly imports: readonly string[]; readonly versionNeeds: readonly VersionNeed[] }> {
  const versionOf = new Map(needs.flatMap((n) => n.versions.map((v) => [v.index, v.name] as const)))
  const symbols = new Map<number, { count: number; names: string[] }>()
  const imports: string[] = []
  let budget = mostNameBytes
  for (const { nameAt, version, isCopy } of yield* undefinedSymbols(context, versionOf)) {
    const name = yield* context.names.name(nameAt)
    if (name === undefined || name === '') continue
    budget -= name.length + 1
    if (budget < 0) {
      context.problems.push({ what: 'more dynamic symbol names than 8 MB', weight: 'partial' })
      break
    }
    const versionName = versionOf.get(version)
    if (!isCopy) imports.push(versionName === undefined ? name : `${name}@${versionName}`)
    const asked = symbols.get(version) ?? { count: 0, names: [] }
    symbols.set(version, asked)
    asked.count++
    if (asked.names.length < symbolsKept) asked.names.push(name)
  }
  const versionNeeds = needs.map(({ file, versions }) => ({
    file,
    versions: versions.map(({ name, flags, index }) => ({
      name,
      flags,
      weak: (flags & 2) !== 0,
      index,
      symbols: symbols.get(index)?.names ?? [],
      symbolCount: symbols.get(index)?.count ?? 0,
    })),
  }))
  return { imports, versionNeeds }
}

interface UndefinedSymbol {
  readonly nameAt: number
  /** Index into the version tables; 0 and 1 are "none". */
  readonly version: number
  readonly isCopy: boolean
}

function* undefinedSymbols(
  context: DynamicContext,
  needed: ReadonlyMap<number, string>,
): Reading<readonly UndefinedSymbol[]> {
  const { source, header, segments, entries, problems } = context
  const at = tableOffset(segments, entries, DT.symbolTable)
  if (at === undefined) return []
  const size = header.bits === 64 ? 24 : 16
  const versionsAt = tableOffset(segments, entries, DT.versionSymbols)
  const count = Math.min(
    yield* countDynamicSymbols(context, size),
    Math.floor((source.size - at) / size),
  )
  if (count > mostSymbols) {
    problems.push({ what: `${count} dynamic symbols, the first million read`, weight: 'partial' })
  }
  const found: UndefinedSymbol[] = []
  const step = 2048
  for (let first = 1; first < Math.min(count, mostSymbols); first += step) {
    const many = Math.min(step, count - first)
    const bytes = yield* source.fetch(at + first * size, many * size)
    const versionBytes =
      versionsAt === undefined
        ? new Uint8Array(0)
        : yield* source.fetch(versionsAt + first * 2, many * 2)
    const view = makeByteView(bytes, header.endian)
    const versions = makeByteView(versionBytes, header.endian)
    for (let i = 0; i < Math.floor(bytes.length / size); i++) {
      const isCopy = view.u16(i * size + (header.bits === 64 ? 6 : 14)) !== 0
      const version = versions.u16(i * 2) & 0x7fff
      if (isCopy && !needed.has(version)) continue
      found.push({ nameAt: view.u32(i * size), version, isCopy })
    }
  }
  return found
}
