import { createHash } from 'node:crypto'

import type { World } from '../../ports/world.ts'

/**
 * Builds that differ and have the same target would overwrite each other's programs, and cargo would build everything again each time:
 * the first that was ever made in this folder builds in cargo's own target folder, each other in one below it. Gives its name, or
 * undefined for the first. Remembered, so that the next command finds them there.
 */
export async function placeOfBuild(
  world: Pick<World, 'files' | 'host'>,
  target: string,
  key: string,
): Promise<string | undefined> {
  const file = `${world.host.cache}/apart/${digest(`${world.host.cwd}\n${target}`)}.json`
  const mine = digest(key)
  return world.files.locked(file, async () => {
    const known = readNote(await world.files.readText(file).catch(() => undefined))
    const at = known.indexOf(mine)
    if (at < 0) await world.files.write(file, JSON.stringify([...known, mine])).catch(() => {})
    return (at < 0 ? known.length : at) === 0 ? undefined : `ferry/${mine}`
  })
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function readNote(text: string | undefined): readonly string[] {
  try {
    const note: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(note) ? note.filter((entry) => typeof entry === 'string') : []
  } catch {
    return []
  }
}
