import { utimes } from 'node:fs/promises'
import { join } from 'node:path'

import type { VirtualTools } from '../virtual-tools.ts'

/** A moment is 60 to 150 MB, and a new kernel or emulator leaves the old one without use. */
const UNUSED_MS = 14 * 24 * 3600 * 1000

/** Notes that a moment is used. */
export async function touchMoment(tools: VirtualTools, state: string): Promise<void> {
  const now = new Date(tools.clock.now())
  await utimes(state, now, now).catch(() => undefined)
}

/** Deletes moments that no board was started from for two weeks, and what a crash left half made. What runs has read its moment whole. */
export async function pruneMoments(tools: VirtualTools): Promise<void> {
  const { files, clock, folders } = tools
  for (const name of await files.list(folders.moments)) {
    if (name.endsWith('.lock')) continue
    const path = join(folders.moments, name)
    const stat = (await files.stat(join(path, 'state'))) ?? (await files.stat(path))
    if (stat && clock.now() - stat.mtimeMs > UNUSED_MS) await files.remove(path)
  }
}
