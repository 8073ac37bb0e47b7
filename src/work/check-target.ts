import { mistakenTarget, unknownTarget } from '../core/problem/target-problems.ts'
import { loadTargets } from './load-knowledge.ts'

/**
 * Lets a target's name pass that rustc has; throws ProblemError `target/unknown` for another, which names the one
 * that was meant. For `--target` and ferry.toml. A path to a target specification (`….json`) passes.
 */
export async function checkTargetName(name: string): Promise<void> {
  if (name.endsWith('.json')) return
  const [targets, { meanTarget }] = await Promise.all([
    loadTargets(),
    import('../core/target/mean-target.ts'),
  ])
  const meant = meanTarget(name, new Set(targets.keys()))
  if (meant?.target === name) return
  if (!meant) throw unknownTarget(name)
  throw mistakenTarget(name, meant.target, meant.why)
}
