import type { LinkedSymbols, WantedSymbol } from '../elf/read-linked-symbols.ts'

/** What a loader would search for a program's symbols. */
export interface SymbolScope {
  /** In words for a sentence: sonames. */
  readonly libraries: readonly string[]
  readonly symbols: readonly Pick<LinkedSymbols, 'defines'>[]
  /** Every library of the program and of its libraries was read: what is in none of them is nowhere. */
  readonly whole: boolean
  readonly libc: 'glibc' | 'musl' | 'uclibc' | 'bionic'
}

/** Symbols that no library of the board defines. */
export interface MissingSymbols {
  readonly symbols: readonly WantedSymbol[]
  readonly searched: readonly string[]
  readonly whole: boolean
}

/**
 * The wanted symbols that nothing in the scope defines, by the loader's own rules: glibc's
 * elf/dl-lookup.c (check_match); musl's ldso/dynlink.c, which goes by names alone and binds all at
 * the start. undefined where none is missing.
 */
export function findMissingSymbols(
  wants: readonly WantedSymbol[],
  scope: SymbolScope,
): MissingSymbols | undefined {
  const { versioned, plain, open } = sortDefinitions(scope)
  const byVersion = scope.libc === 'glibc'
  const bindsLate = scope.libc === 'glibc' || scope.libc === 'uclibc'
  const symbols = wants
    .filter(({ name, version }) =>
      byVersion && version !== undefined
        ? !versioned.has(`${name}@${version}`) && !plain.has(name)
        : !open.has(name),
    )
    .map((symbol) => (bindsLate ? symbol : { ...symbol, when: 'start' as const }))
  return symbols.length === 0
    ? undefined
    : { symbols, searched: scope.libraries, whole: scope.whole }
}

interface Definitions {
  /** `name@V`. */
  readonly versioned: ReadonlySet<string>
  /** Defined without a version: it serves whoever asks. */
  readonly plain: ReadonlySet<string>
  /** Serves who asks for no version. */
  readonly open: ReadonlySet<string>
}

/** Entries of LinkedSymbols.defines: `name`, `name@V`, `name@@V`, `name@`. */
function sortDefinitions({ symbols }: SymbolScope): Definitions {
  const versioned = new Set<string>()
  const plain = new Set<string>()
  const open = new Set<string>()
  for (const entry of symbols.flatMap(({ defines }) => defines)) {
    const at = entry.indexOf('@')
    const name = at < 0 ? entry : entry.slice(0, at)
    if (at < 0) plain.add(name)
    const isHidden = at >= 0 && entry[at + 1] !== '@' && at < entry.length - 1
    if (!isHidden) open.add(name)
    if (at >= 0) versioned.add(entry.replace('@@', '@'))
  }
  return { versioned, plain, open }
}
