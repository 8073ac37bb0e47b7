import { agree, type Pair } from './compare.ts'

/** Pairs that no rule can settle, each with the reason; they are counted as what they are, and printed apart. */
const LIMITS: readonly { readonly binary: RegExp; readonly why: string }[] = []

/** Why a pair that disagrees was to be expected; undefined where it was not. */
export function knownLimit(pair: Pair): string | undefined {
  const agreement = agree(pair)
  if (agreement !== 'wrong-runs' && agreement !== 'wrong-fails') return undefined
  return LIMITS.find(({ binary }) => binary.test(pair.binary))?.why
}
