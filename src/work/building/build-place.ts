import { createHash } from 'node:crypto'

import type { World } from '../../ports/world.ts'

/**
 * Builds that differ (`key`: what makes cargo build anew, the linker) and have the same target would overwrite each other's programs, and cargo would build everything again each time:
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
  const soon = readNote(await world.files.readText(file).catch(() => undefined)).indexOf(mine)
  if (soon >= 0) return soon === 0 ? undefined : placeAside(mine)
  return world.files.locked(file, async () => {
    const known = readNote(await world.files.readText(file).catch(() => undefined))
    const at = known.indexOf(mine)
    if (at < 0) await world.files.write(file, JSON.stringify([...known, mine])).catch(() => {})
    return (at < 0 ? known.length : at) === 0 ? undefined : placeAside(mine)
  })
}

/** The folder of a build that is never the first: cargo's own is another's, as cargo's configuration says. */
export function placeBeside(key: string): string {
  return placeAside(digest(key))
}

function placeAside(mine: string): string {
  return `ferry/${mine}`
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
