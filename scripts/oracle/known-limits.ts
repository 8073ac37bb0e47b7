import { agree, type Pair } from './compare.ts'

/** Pairs that no rule can settle, each with the reason; they are counted as what they are, and printed apart. */
const LIMITS: readonly { readonly binary: RegExp; readonly why: string }[] = [
  {
    binary: /-symbol(-now)?$/,
    why: 'a library lacks a function that has no version: facts have no lists of symbols',
  },
  {
    binary: /-needs-ssl-3\.5$/,
    why: 'a library has the version that is asked for, but not the function in it: as above',
  },
  { binary: /^ppc64el-gcc-power10$/, why: 'no attribute and no decoder for PowerPC instructions' },
]

/** Why a pair that disagrees was to be expected; undefined where it was not. */
export function knownLimit(pair: Pair): string | undefined {
  const agreement = agree(pair)
  if (agreement !== 'wrong-runs' && agreement !== 'wrong-fails') return undefined
  return LIMITS.find(({ binary }) => binary.test(pair.binary))?.why
}
