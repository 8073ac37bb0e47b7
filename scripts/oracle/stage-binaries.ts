import { join } from 'node:path'

import type { Binary } from './build-binaries.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/** Puts each binary into a folder of its own with what is shipped beside it, as `STAGE/NAME/program`. Gives the stage. */
export async function stageBinaries(
  binaries: readonly Binary[],
  { world, folder }: OracleWorld,
): Promise<string> {
  const stage = join(folder, 'stage')
  const { files } = world
  for (const { recipe, file, sha256, beside } of binaries) {
    const place = join(stage, recipe.name)
    if ((await files.readText(join(place, 'key'))) === sha256) continue
    await files.remove(place)
    const bytes = await files.read(file)
    await files.write(join(place, 'program'), bytes ?? new Uint8Array(), 0o755)
    for (const one of beside) await files.copy(one.file, join(place, one.name))
    await files.write(join(place, 'key'), sha256)
  }
  return stage
}
