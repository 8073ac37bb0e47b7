import { fromProblem } from '../../core/doctor/check.ts'
import type { Tell } from '../../core/event.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { Outcome } from './outcome.ts'

/** Something that `--fix` changed. */
export interface Fixed {
  readonly id: string
  readonly did: string
}

export interface Surgery {
  readonly fix: boolean
  /** Runs checks; with `fix`, cures what failed and runs them again. */
  readonly attend: (check: () => Promise<readonly Outcome[]>) => Promise<void>
  readonly outcomes: () => readonly Outcome[]
  readonly fixed: () => readonly Fixed[]
}

/** Collects the answers of checks, one after the other, and mends on the way where it may. */
export function makeSurgery(fix: boolean, tell: Tell): Surgery {
  const outcomes: Outcome[] = []
  const fixed: Fixed[] = []
  const attend = async (check: () => Promise<readonly Outcome[]>): Promise<void> => {
    let found = await check()
    if (fix) {
      const failures = new Map<string, Outcome>()
      let changed = false
      for (const outcome of found.filter(({ state, cure }) => state !== 'ok' && cure)) {
        const did = await cure(outcome, tell, failures)
        if (did === undefined) continue
        changed = true
        fixed.push({ id: outcome.id, did })
      }
      if (changed) found = await check()
      found = found.map((outcome) =>
        outcome.state === 'ok' ? outcome : (failures.get(outcome.id) ?? outcome),
      )
    }
    outcomes.push(...found)
  }
  return { fix, attend, outcomes: () => outcomes, fixed: () => fixed }
}

/** Runs one cure; gives what it changed. Its problem becomes the check's answer. */
async function cure(
  outcome: Outcome,
  tell: Tell,
  failures: Map<string, Outcome>,
): Promise<string | undefined> {
  const { cure: way } = outcome
  if (!way) return undefined
  const says = way.root ? `${way.says} (as root, by sudo)` : way.says
  tell({ kind: 'note', text: `Mending ${outcome.id}: ${says}` })
  try {
    const did = await way.run(tell)
    if (did === undefined) tell({ kind: 'warning', text: `${outcome.id}: that did not work` })
    return did
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { state: _, ...said } = fromProblem(error.problem)
    failures.set(outcome.id, { ...outcome, ...said })
    return undefined
  }
}
