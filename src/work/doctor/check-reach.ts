import type { BoardFacts } from '../../core/board/board-facts.ts'
import { fromProblem } from '../../core/doctor/check.ts'
import type { Tell } from '../../core/event.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import { describeBoard, probe, recallBoard } from '../probe.ts'
import type { Outcome, Patient } from './outcome.ts'

/** Is the board reached, and what is it? Where it is not, what is remembered of it serves the other checks. */
export async function checkReach(
  { world }: Patient,
  destination: string,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<{ readonly outcome: Outcome; readonly facts?: BoardFacts }> {
  const common = { id: 'board', needed: true, why: 'programs are sent there and started' }
  try {
    const facts = await probe(world, destination, tell, {
      fresh: true,
      ...(signal ? { signal } : {}),
    })
    return {
      outcome: { ...common, state: 'ok', evidence: describeBoard(facts) || destination },
      facts,
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const said = fromProblem(error.problem)
    const facts = await recallBoard(world, destination)
    if (!facts) return { outcome: { ...common, ...said } }
    const evidence = `${said.evidence}; the rest goes by what was learnt ${facts.probedAt ?? 'before'}`
    return { outcome: { ...common, ...said, evidence }, facts }
  }
}
