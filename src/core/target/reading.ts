import type { AlternativeTarget } from './target-choice.ts'

/** What a dialect's reader gives; `target` may turn out not to exist. */
export interface Reading {
  readonly target: string
  readonly why: readonly string[]
  readonly alternatives?: readonly AlternativeTarget[]
}
