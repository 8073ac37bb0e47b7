import { join } from 'node:path'

import type { EmulatedMachine, VirtualPreset } from '../../core/board/virtual-preset.ts'
import type { Tell } from '../../core/event.ts'
import type { KeptBoard } from './board-state.ts'
import { TOOLS_SUITE } from './ensure-emulators.ts'
import type { Emulators } from './ensure-emulators.ts'
import { ensureRoot } from './ensure-root.ts'
import type { VirtualTools } from './virtual-tools.ts'

export interface BoardRootWish {
  readonly preset: VirtualPreset
  readonly release: string
  readonly before: KeptBoard | undefined
  readonly emulating: Promise<Emulators>
}

/** The root for a board; its name below the folder of roots. A board's own layer fits the root that it was made on: the same release keeps it, another begins afresh. */
export async function ensureBoardRoot(
  tools: VirtualTools,
  { preset, release, before, emulating }: BoardRootWish,
  tell: Tell,
): Promise<string> {
  const same = before?.preset === preset.name && before.release === release
  if (same && (await tools.files.stat(join(tools.folders.roots, before.root)))) return before.root
  const machine = machinesOf(preset)[0] ?? 'aarch64'
  const emulator = async (): Promise<string> => (await emulating).emulator(machine)
  return ensureRoot(tools, { release, architecture: preset.architecture, emulator }, tell)
}

/** What the board's kernel runs, the userland's own machine first. */
export function machinesOf(preset: VirtualPreset): readonly EmulatedMachine[] {
  return preset.machines.map(({ machine }) => machine)
}

/** The suite that the emulators of programs are taken from. */
export function suiteOf(preset: VirtualPreset): string {
  return preset.emulatorSuite ?? TOOLS_SUITE
}
