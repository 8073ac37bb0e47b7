import { createHash } from 'node:crypto'

import type { World } from '../ports/world.ts'

/** Remembers which boards failed the last time that `command` was for several boards in this folder; none: forgets. */
export async function noteFailedBoards(
  world: Pick<World, 'files' | 'host'>,
  command: string,
  names: readonly string[],
): Promise<void> {
  const file = failedFile(world, command)
  if (names.length === 0) await world.files.remove(file).catch(() => {})
  // A cache that cannot be written costs the memory, never the work.
  else await world.files.write(file, JSON.stringify(names)).catch(() => {})
}

/** The boards that failed the last time; empty where none did. */
export async function recallFailedBoards(
  world: Pick<World, 'files' | 'host'>,
  command: string,
): Promise<readonly string[]> {
  try {
    const names: unknown = JSON.parse(
      (await world.files.readText(failedFile(world, command))) ?? '[]',
    )
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}

function failedFile({ host }: Pick<World, 'host'>, command: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([host.cwd, command]))
    .digest('hex')
  return `${host.cache}/failed/${key.slice(0, 24)}.json`
}
