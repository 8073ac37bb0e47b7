import type { Problem } from '../problem/problem.ts'
import type { Fix } from '../verdict/finding.ts'

/** `missing`: not there; `blocked`: there, and something stands against it; `unknown`: could not be asked. */
export type CheckState = 'ok' | 'missing' | 'blocked' | 'unknown'

/** One line of `ferry doctor`. */
export interface Check {
  /** `node`, `std`, `board-clock`: one word, the same from run to run. */
  readonly id: string
  readonly state: CheckState
  /** What was seen: a version, a path, what the system said. */
  readonly evidence: string
  /** True where nothing goes on without it: then its failure is the doctor's. */
  readonly needed: boolean
  /** What it is for. */
  readonly why: string
  /** Page of the problem, where it has one: `linker/cpu-too-new`. */
  readonly code?: string
  readonly fix?: Fix
}

/** A failure for the exit code: what is needed is known not to be there. */
export function isFailed(check: Check): boolean {
  return check.needed && (check.state === 'missing' || check.state === 'blocked')
}

/** What a problem says, as a check's answer. */
export function fromProblem(problem: Problem): Omit<Check, 'id' | 'needed' | 'why'> {
  const { code, title, why, fix } = problem
  return {
    state: /\/(?:missing|no-client|toolchain-missing|no-compiler)$/.test(code)
      ? 'missing'
      : 'blocked',
    evidence: why === undefined ? title : `${title}: ${why.split('\n')[0] ?? ''}`,
    code,
    ...(fix ? { fix } : {}),
  }
}
