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
  const names = new Set(targets.keys())
  const meant = meanTarget(text, names)
  const core = meant
    ? undefined
    : (await import('../core/target/read-core-name.ts')).readCoreName(text)
  if (!meant && !(core && names.has(core.target))) return undefined
  const [boards, osLibc] = await Promise.all([loadBoards(), loadOsLibc()])
  const explained = explainTarget(core?.target ?? text, {
    targets,
    linkers,
    boardsFor: (target) => boardsForTarget(target, boards, osLibc),
  })
  if (!core || !explained) return explained
  const alternatives = (core.alternatives ?? []).filter(({ target }) => names.has(target))
  return {
    ...explained,
    input: text.trim(),
    exists: false,
    why: [...core.why, ...explained.why],
    alternatives,
  }
}

/** As findTargetExplanation; throws ProblemError `target/unknown` where the text is near no target. */
export async function explainTargetName(text: string): Promise<TargetExplanation> {
  const explanation = await findTargetExplanation(text)
  if (!explanation) throw unknownTarget(text)
  return explanation
}
