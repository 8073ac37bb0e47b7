import type { Finding, Verdict } from '../../src/core/verdict/finding.ts'
import type { Outcome } from './outcome.ts'

/** One binary on one board: what ferry said, what happened. */
export interface Pair {
  readonly board: string
  readonly binary: string
  /** The board's own programs are for the same machine: the pair is not settled by the header's first bytes. */
  readonly sameMachine: boolean
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly outcome: Outcome
}

export type Agreement = 'right' | 'wrong-runs' | 'wrong-fails' | 'unsure' | 'unclear'

/** Where `runs` and `fails` meet the truth. `unsure` is never wrong, and counted. */
export function agree({ verdict, outcome }: Pick<Pair, 'verdict' | 'outcome'>): Agreement {
  if (outcome.kind === 'unclear') return 'unclear'
  if (verdict === 'unsure') return 'unsure'
  if (verdict === 'runs') return outcome.kind === 'starts' ? 'right' : 'wrong-runs'
  return outcome.kind === 'fails' ? 'right' : 'wrong-fails'
}
