import type { ErrorExplanation } from '../core/explain/explain-error.ts'
import type { TargetExplanation } from '../core/target/explain-target.ts'
import { findTargetExplanation } from './explain-target.ts'

/** `ferry explain TEXT`, as JSON prints it. */
export interface ErrorReport {
  readonly schema: 'ferry.explain/1'
  readonly kind: 'error'
  readonly input: string
  /** The most telling meaning. */
  readonly code: string
  readonly title: string
  readonly why: readonly string[]
  readonly fix: ErrorExplanation['fix']
  readonly line: string
  /** Everything that the text means, most telling first. */
  readonly meanings: readonly ErrorExplanation[]
  /** Where the error is about a target's name: what that name means. */
  readonly target?: TargetExplanation
}

/** Explains the text of an error of cargo, rustc, a linker, a loader or a shell. undefined where ferry does not know it. */
export async function explainErrorText(text: string): Promise<ErrorReport | undefined> {
  const { explainError } = await import('../core/explain/explain-error.ts')
  const meanings = explainError(text)
  const [first] = meanings
  if (!first) return undefined
  const named =
    first.code === 'target/unknown' || first.code === 'std/missing' ? first.names?.[0] : undefined
  const target = named === undefined ? undefined : await findTargetExplanation(named)
  const meant =
    target && !target.exists
      ? [`The target that was meant is ${target.target}.`, ...target.why]
      : []
  return {
    schema: 'ferry.explain/1',
    kind: 'error',
    input: text.slice(0, 4096),
    code: first.code,
    title: first.title,
    why: [first.why, ...meant],
    fix: first.fix,
    line: first.line,
    meanings,
    ...(target && { target }),
  }
}
