import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { isGlibcSoname } from './libc-sonames.ts'

/** Versions of these are whole from the release on that brings them: a symbol is never added to an old one (glibc, libgcc and libstdc++ manuals, ABI). */
const kept = /^lib(gcc_s|stdc\+\+)\.so\.\d+$/

/**
 * Undefined symbols of a file that its version needs do not settle: those without a version, and
 * those of libraries that may add to a version later. `name` or `name@VERSION`.
 */
export function doubtfulSymbols(elf: ElfFacts, board: BoardFacts): ReadonlySet<string> {
  if (elf.needed.length === 0 || elf.interpreter === undefined) return new Set()
  if ((board.libc?.kind ?? 'glibc') !== 'glibc') return new Set(elf.imports)
  const settled = new Set(
    elf.versionNeeds
      .filter(({ file }) => isGlibcSoname(file) || kept.test(file))
      .flatMap(({ versions }) => versions.map(({ name }) => name))
      .filter((name) => name !== 'GLIBC_PRIVATE'),
  )
  return new Set(
    elf.imports.filter((name) => {
      const at = name.indexOf('@')
      return at < 0 || !settled.has(name.slice(at + 1))
    }),
  )
}
