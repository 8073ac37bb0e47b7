import type { Death } from '../core/explain/explain-death.ts'
import type { Paint } from './paint.ts'
import { renderProblem } from './problem-text.ts'

/** Why a program ended as it did: the same three lines as a problem has. */
export function renderDeath(death: Death, paint: Paint): string {
  const { code, title, why, fix } = death
  return renderProblem({ code, title, why, fix, exit: 1 }, paint)
}
