import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { readLinkedSymbols, type LinkedSymbols } from '../core/elf/read-linked-symbols.ts'
import { doubtfulSymbols } from '../core/verdict/doubtful-symbols.ts'
import { findMissingSymbols, type MissingSymbols } from '../core/verdict/find-missing-symbols.ts'
import { isMuslSoname } from '../core/verdict/libc-sonames.ts'
import type { World } from '../ports/world.ts'
import type { Ask } from './ask-board.ts'
import { askLibrarySymbols } from './ask-library-symbols.ts'
import type { ShippedLibrary } from './find-shipped.ts'
import { readFrom } from './read-from.ts'

const mostLibraries = 64

/**
 * The symbols of a program that no library of the board defines: those that its version needs do
 * not settle, looked for in every library that the loader would load. undefined where none is
 * missing, or where the board is not asked.
 */
export async function findMissingOnBoard(
  world: Pick<World, 'files'>,
  ask: Ask | undefined,
  file: string,
  elf: ElfFacts,
  board: BoardFacts,
  shipped: readonly ShippedLibrary[],
): Promise<MissingSymbols | undefined> {
  if (!ask?.bytes || elf.kind !== 'elf' || elf.machine !== board.userland?.machine) return undefined
  const doubtful = doubtfulSymbols(elf, board)
  if (doubtful.size === 0) return undefined
  const own = await readFrom(world, file, readLinkedSymbols)
  const wants = (own?.wants ?? []).filter(({ name, version }) =>
    doubtful.has(version === undefined ? name : `${name}@${version}`),
  )
  if (wants.length === 0 || !own) return undefined
  const scope = await readScope(world, ask, own, elf, board, shipped)
  return findMissingSymbols(wants, { ...scope, libc: board.libc?.kind ?? 'glibc' })
}

interface Scope {
  readonly libraries: readonly string[]
  readonly symbols: readonly LinkedSymbols[]
  readonly whole: boolean
}

/** Breadth first, as the loader: the program's libraries, then theirs. */
async function readScope(
  world: Pick<World, 'files'>,
  ask: Ask,
  own: LinkedSymbols,
  elf: ElfFacts,
  board: BoardFacts,
  shipped: readonly ShippedLibrary[],
): Promise<Scope> {
  const symbols: LinkedSymbols[] = [own]
  const loader = elf.interpreter
  const seen = new Set<string>()
  let whole = true
  let round = [...elf.needed]
  // The loader itself is always searched.
  let paths = new Set(loader === undefined ? [] : [loader])
  while ((round.length > 0 || paths.size > 0) && seen.size < mostLibraries) {
    const next: string[] = []
    for (const soname of round.filter((name) => !seen.has(name))) {
      seen.add(soname)
      const beside = shipped.find((library) => library.soname === soname)
      const local = beside && (await readFrom(world, beside.path, readLinkedSymbols))
      if (local) {
        symbols.push(local)
        next.push(...local.needed)
        continue
      }
      const path = pathOf(soname, board, loader)
      if (path === undefined) whole = false
      else paths.add(path)
    }
    const { found, preloads } = await askLibrarySymbols(ask, [...paths])
    whole &&= !preloads && found.size === paths.size
    for (const library of found.values()) {
      symbols.push(library)
      next.push(...library.needed)
    }
    paths = new Set()
    round = next.filter((name) => !seen.has(name))
  }
  // Folders of the program's own may hold another library of that name.
  const searchesElsewhere =
    [...elf.rpath, ...elf.runpath].length > 0 && shipped.length < elf.needed.length
  const isCut = seen.size >= mostLibraries
  return { libraries: elf.needed, symbols, whole: whole && !searchesElsewhere && !isCut }
}

function pathOf(
  soname: string,
  { libraries, libc }: BoardFacts,
  loader: string | undefined,
): string | undefined {
  if (soname.startsWith('/')) return soname
  const isLoader = loader?.endsWith(`/${soname}`) === true
  if (isLoader || (libc?.kind === 'musl' && isMuslSoname(soname))) return loader
  return libraries?.[soname]
}
