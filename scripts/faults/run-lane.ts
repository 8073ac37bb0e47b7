import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import type { Fault, FaultCommand, Outcome } from './fault.ts'
import { injectFault } from './inject-fault.ts'
import type { LanePlan } from './lanes.ts'
import { makeLane } from './make-lane.ts'
import { measureLane } from './measure-lane.ts'
import type { Marks } from './measure-lane.ts'

/** Starts a lane's board, injects its faults one after the other, and removes it all. */
export async function runLane(
  plan: LanePlan,
  faults: readonly Fault[],
  tell: (outcome: Outcome) => void,
  { ferry, isStopped }: { readonly ferry?: string; readonly isStopped?: () => boolean } = {},
): Promise<void> {
  if (faults.length === 0) return
  // Short: the paths of sockets are.
  const folder = mkdtempSync('/tmp/ff-')
  const board = await plan.board(folder)
  try {
    mkdirSync(join(folder, 'l'))
    const lane = await makeLane({
      ...plan.options,
      ...(ferry === undefined ? {} : { ferry }),
      name: plan.name,
      board,
      folder: join(folder, 'l'),
    })
    try {
      const marks = new Map<FaultCommand, Marks>()
      for (const fault of faults) {
        if (isStopped?.() === true) return
        const known = marks.get(fault.command) ?? (await measureLane(lane, fault.command))
        marks.set(fault.command, known)
        tell(await injectFault(lane, known, fault))
      }
    } finally {
      await lane.remove()
    }
  } finally {
    await board.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}
