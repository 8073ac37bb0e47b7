import type { Fix } from '../verdict/finding.ts'

/** Exit codes of the contract (docs/cli contract). */
export const EXIT = {
  done: 0,
  finding: 1,
  usage: 2,
  host: 3,
  board: 4,
  cargo: 5,
  bug: 70,
  interrupted: 130,
} as const

/** The world or the user got in the way. Printed as: what is wrong, why, what to type. */
export interface Problem {
  /** `area/what`, e.g. `ssh/host-key-changed`. Each has a page under docs/problems/. */
  readonly code: string
  /** First line: what is wrong, no full stop. */
  readonly title: string
  /** Second: why, as far as it is known. */
  readonly why?: string
  /** Last: what to type. */
  readonly fix?: Fix
  /** Exit code of the contract. */
  readonly exit: number
  /** Last lines that a tool printed, raw; escaped when rendered. */
  readonly output?: readonly string[]
  /** More facts, for JSON. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Carries a Problem through `throw`. Made only by the factories under core/problem/. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.title, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}
