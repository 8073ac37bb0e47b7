import { readCrateFeatures, type CrateFeatures } from '../../core/read/crate-features.ts'
import type { World } from '../../ports/world.ts'
import type { PreparedBuild } from './prepare-build.ts'

/** The features of a crate that the project depends on, by cargo, which has fetched all before it failed; undefined where it cannot tell. */
export async function readFeatures(
  world: Pick<World, 'processes'>,
  prepared: Pick<PreparedBuild, 'command' | 'folder' | 'project'>,
  crate: string,
): Promise<CrateFeatures | undefined> {
  const { file, env } = prepared.command('metadata')
  const manifest = `--manifest-path=${prepared.project.manifest}`
  const args = ['metadata', '--format-version=1', '--offline', manifest]
  const ended = await world.processes.run(
    { file, args, cwd: prepared.folder, env },
    { maxBytes: 256 * 1024 * 1024, timeoutMs: 60_000 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) return undefined
  return readCrateFeatures(new TextDecoder().decode(ended.stdout), crate)
}
