import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import type { CorpusWorld } from './corpus-world.ts'
import type { CorpusProject, CorpusTool } from './project.ts'

/**
 * The environment of every build: no debug information, no incremental data. One target folder for all projects of a
 * tool, so that what they share is built once. What is built for this host is the same whatever tool builds for the
 * board: the peers share one folder of it, which begins as a copy of ferry's. What is built for the board is never
 * shared between tools. Projects over libraries of the board have folders of their own: so runs can go on side by side.
 */
export function buildEnvironment(
  tool: CorpusTool,
  { packages }: Pick<CorpusProject, 'packages'>,
  world: CorpusWorld,
): Readonly<Record<string, string>> {
  const place = (name: string): string =>
    join(world.folder, 'targets', packages ? `${name}-libraries` : name)
  const folder = place(tool)
  mkdirSync(folder, { recursive: true })
  const host = join(folder, 'debug')
  if (tool !== 'ferry' && !existsSync(host)) {
    const shared = join(place('peers'), 'debug')
    const built = join(place('ferry'), 'debug')
    if (!existsSync(shared) && existsSync(built))
      cpSync(built, shared, { recursive: true, preserveTimestamps: true })
    mkdirSync(shared, { recursive: true })
    symlinkSync(shared, host)
  }
  return {
    CARGO_TARGET_DIR: folder,
    CARGO_PROFILE_DEV_DEBUG: '0',
    CARGO_INCREMENTAL: '0',
    CARGO_TERM_COLOR: 'never',
  }
}
