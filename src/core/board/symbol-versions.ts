import type { BoardFacts } from './board-facts.ts'

/** Versions that a library of the board was asked for. */
export interface AskedVersions {
  /** soname */
  readonly library: string
  readonly versions: readonly string[]
}

/** Does the board define this version of a library: `unknown` where the library was asked for others alone, or for none. */
export function hasVersion(
  board: BoardFacts,
  library: string,
  version: string,
): 'yes' | 'no' | 'unknown' {
  const has = board.symbolVersions?.[library]
  if (has === undefined) return 'unknown'
  if (has.includes(version)) return 'yes'
  const asked = board.askedVersions?.[library]
  // Where nothing was asked by name, the list is whole.
  return asked === undefined || asked.includes(version) ? 'no' : 'unknown'
}

/** The facts with an answer of the board added: soname → those of the asked versions that it has. */
export function learnVersions(
  board: BoardFacts,
  asked: readonly AskedVersions[],
  found: Readonly<Record<string, readonly string[]>>,
): BoardFacts {
  const symbolVersions = { ...board.symbolVersions }
  const askedVersions = { ...board.askedVersions }
  for (const { library, versions } of asked) {
    const has = found[library]
    const isWhole = symbolVersions[library] !== undefined && askedVersions[library] === undefined
    // A library that could not be read gave no answer.
    if (has === undefined || isWhole) continue
    symbolVersions[library] = [...new Set([...(symbolVersions[library] ?? []), ...has])]
    askedVersions[library] = [...new Set([...(askedVersions[library] ?? []), ...versions])]
  }
  return { ...board, symbolVersions, askedVersions }
}
