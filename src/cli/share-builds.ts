import type { SelectedBoard } from '../core/plan/select-boards.ts'
import type { BuildReport } from '../work/build.ts'
import { makeSharedBuilds } from '../work/shared-builds.ts'
import type { SharedBuilds } from '../work/shared-builds.ts'
import type { Context } from './context.ts'
import { makeLinePrefixer } from './line-prefixer.ts'

/** Several boards: one build for all that it suits, told once. Undefined for one board. */
export function shareBuilds(
  context: Context,
  boards: readonly SelectedBoard[],
): SharedBuilds<BuildReport> | undefined {
  if (boards.length < 2) return undefined
  // Whole lines, since others write between them; no progress bar beside the boards' own lines.
  const lines = makeLinePrefixer('', context.passOn)
  return makeSharedBuilds(context.tell, {
    ...(context.quiet ? {} : { show: lines.take }),
    signal: context.signal,
  })
}
