import { join } from 'node:path'

import type { World } from '../ports/world.ts'

/**
 * The configuration of cargo in a folder: `.cargo/config.toml`, or the older `.cargo/config` where that is there, for
 * cargo then reads it alone. A link is followed, so that writing keeps it.
 */
export async function findConfigFile(world: Pick<World, 'files'>, folder: string): Promise<string> {
  for (const name of ['config', 'config.toml']) {
    const file = join(folder, '.cargo', name)
    if ((await world.files.stat(file))?.kind === 'file') {
      return (await world.files.realpath(file)) ?? file
    }
  }
  return join(folder, '.cargo', 'config.toml')
}
