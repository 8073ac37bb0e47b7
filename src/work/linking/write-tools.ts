import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { World } from '../../ports/world.ts'

/**
 * Writes scripts into a folder of the cache that is named by their content, so that the same
 * scripts always have the same path and other ones have another: cargo relinks exactly when
 * something changed. Gives the folder.
 */
export async function writeTools(
  world: Pick<World, 'files' | 'host'>,
  area: string,
  target: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const digest = createHash('sha256')
  for (const [name, text] of Object.entries(files)) digest.update(`${name}\0${text}\0`)
  const folder = join(world.host.cache, area, `${target}-${digest.digest('hex').slice(0, 12)}`)
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    if ((await world.files.readText(file)) !== text) await world.files.write(file, text, 0o755)
  }
  return folder
}
