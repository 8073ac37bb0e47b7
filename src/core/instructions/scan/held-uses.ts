import type { ElfFacts } from '../../elf/elf-facts.ts'
import type { Reading } from '../../elf/byte-request.ts'
import { hasSymbolLike } from '../../elf/has-symbol-like.ts'
import { nameAddresses } from '../../elf/name-addresses.ts'
import { readSymbolName } from '../../elf/read-symbol-name.ts'
import type { FeatureUse, Reach, UseExample } from '../deep-answer.ts'
import { choosingLibraries, isChosen, type ChoosingLibrary } from './chosen-code.ts'
import type { CodeHits } from './code-hits.ts'
import { scanCode } from './scan-code.ts'
import { walkStart } from './walk-start.ts'

/** What a look at all code found. */
export interface HeldUses {
  readonly uses: readonly FeatureUse[]
  /** All code was looked at: what is not in `uses` is not in the file. */
  readonly whole: boolean
}

const mostExamples = 12

/**
 * The instructions of a file that `lacks` is true of: `certain` where every start comes by them,
 * else `held`. Those of functions that are known to be chosen by what the CPU can, or to ask it, are left out.
 */
export function* readHeldUses(
  elf: ElfFacts,
  lacks: (feature: string) => boolean,
): Reading<HeldUses> {
  const { hits, whole } = yield* scanCode(elf, lacks)
  const walked = yield* walkStart(elf, lacks, { isClean: whole && hits.length === 0 })
  const names = yield* nameAddresses(
    elf,
    [...hits, ...walked].flatMap(({ at }) => at),
  )
  const there = yield* librariesOf(elf, names)
  const certain = walked.map((hit) => toUse(hit, 'certain', names))
  const held = hits
    .map((hit) => withoutChosen(hit, names, there))
    .filter(({ feature, count }) => count > 0 && !certain.some((use) => use.feature === feature))
    .map((hit) => toUse(hit, 'held', names))
  return { uses: [...certain, ...held], whole }
}

function withoutChosen(
  hit: CodeHits,
  names: ReadonlyMap<number, string>,
  there: readonly ChoosingLibrary[],
): CodeHits {
  const at = hit.at.filter((address) => !isChosen(names.get(address), hit.feature, there))
  return { feature: hit.feature, at, count: hit.count - (hit.at.length - at.length) }
}

/** The libraries whose functions are among the names, and that ask the CPU in this file. */
function* librariesOf(
  elf: ElfFacts,
  names: ReadonlyMap<number, string>,
): Reading<readonly ChoosingLibrary[]> {
  const own = [...new Set(names.values())]
  const found: ChoosingLibrary[] = []
  for (const library of choosingLibraries) {
    if (!own.some((name) => library.functions.test(name))) continue
    if (yield* hasSymbolLike(elf, library.witness)) found.push(library)
  }
  return found
}

function toUse(hit: CodeHits, reach: Reach, names: ReadonlyMap<number, string>): FeatureUse {
  const functions = new Set<string>()
  const crates = new Set<string>()
  const examples: UseExample[] = []
  for (const at of hit.at) {
    const symbol = names.get(at)
    const isNew = symbol === undefined ? examples.length === 0 : !functions.has(symbol)
    const named = symbol === undefined ? undefined : readSymbolName(symbol)
    if (symbol !== undefined) functions.add(symbol)
    if (named?.crate !== undefined) crates.add(named.crate)
    if (isNew && examples.length < mostExamples) {
      examples.push({ at, mnemonic: '', function: named?.path, crate: named?.crate })
    }
  }
  return {
    feature: hit.feature,
    reach,
    instructions: hit.count,
    functions: functions.size,
    crates: [...crates].toSorted().slice(0, 64),
    examples,
  }
}
