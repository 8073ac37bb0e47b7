import { availableParallelism } from 'node:os'

import type { FullOptions, VirtualOptions } from '../../../core/board/virtual-options.ts'
import type { VirtualPreset } from '../../../core/board/virtual-preset.ts'
import type { Tell } from '../../../core/event.ts'
import { computerFacts } from '../../../core/plan/full/full-computers.ts'
import { chooseFullMachine } from '../../../core/plan/full/full-machine.ts'
import { noFullBoard } from '../../../core/problem/virtual-problems.ts'
import type { KeptBoard } from '../board-state.ts'
import { ensureBoardRoot, machinesOf, suiteOf } from '../ensure-board-root.ts'
import { ensureEmulators } from '../ensure-emulators.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import { ensureComputer } from './ensure-computer.ts'
import { ensureImage } from './ensure-image.ts'
import { ensureKernel } from './ensure-kernel.ts'
import type { FullParts } from './keep-moment.ts'
import { STORAGE_BYTES } from './start-full.ts'

export interface FullWish {
  readonly preset: VirtualPreset
  readonly release: string
  readonly before: KeptBoard | undefined
  readonly options: VirtualOptions
  readonly full: FullOptions
}

/** Emulator, kernel and disk of a full board, side by side as far as they do not need each other. Throws `virtual/no-full`, `virtual/no-kernel`. */
export async function gatherFull(
  tools: VirtualTools,
  { preset, release, before, options, full }: FullWish,
  tell: Tell,
): Promise<{ readonly parts: FullParts; readonly root: string }> {
  const machine = chooseFullMachine(preset, release, full, availableParallelism())
  if ('why' in machine) throw noFullBoard(preset.name, machine.why, machine.fix)
  const { architecture } = preset
  // The root's cache of libraries is written by its own program.
  const emulating = ensureEmulators(tools, suiteOf(preset), machinesOf(preset).slice(0, 1), tell)
  const computing = ensureComputer(tools, machine.machine, suiteOf(preset), tell)
  const [computer, kernel, root] = await Promise.all([
    computing,
    ensureKernel(
      tools,
      { ...machine.kernel, architecture, release, computer: machine.computer },
      tell,
    ),
    ensureBoardRoot(tools, { preset, release, before, emulating }, tell),
    emulating,
  ])
  // A computer whose only disk is slow has the root in memory.
  const inRam = computerFacts(machine.computer).hasVirtio ? {} : { behind: kernel }
  const wish = { root, release, architecture, ...inRam }
  const image = await ensureImage(tools, computer, wish, tell)
  const dataBytes = options.storageBytes ?? STORAGE_BYTES
  return { parts: { preset, machine, computer, kernel, image, dataBytes }, root }
}
