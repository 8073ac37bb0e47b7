import { unknownTarget } from '../core/problem/target-problems.ts'
import type { TargetExplanation } from '../core/target/explain-target.ts'
import { loadBoards, loadLinkers, loadOsLibc, loadTargets } from './load-knowledge.ts'

/** Explains a target's name, or the one that was meant. undefined where the text is no target and near none. */
export async function findTargetExplanation(text: string): Promise<TargetExplanation | undefined> {
  const [targets, linkers, { explainTarget }, { boardsForTarget }, { meanTarget }] =
    await Promise.all([
      loadTargets(),
      loadLinkers(),
      import('../core/target/explain-target.ts'),
      import('../core/board/boards-for-target.ts'),
      import('../core/target/mean-target.ts'),
    ])
  if (!meanTarget(text, new Set(targets.keys()))) return undefined
  const [boards, osLibc] = await Promise.all([loadBoards(), loadOsLibc()])
  return explainTarget(text, {
    targets,
    linkers,
    boardsFor: (target) => boardsForTarget(target, boards, osLibc),
  })
}

/** As findTargetExplanation; throws ProblemError `target/unknown` where the text is near no target. */
export async function explainTargetName(text: string): Promise<TargetExplanation> {
  const explanation = await findTargetExplanation(text)
  if (!explanation) throw unknownTarget(text)
  return explanation
}
