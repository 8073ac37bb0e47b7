import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import type { CorpusProject, CorpusTool } from './project.ts'
import type { CorpusWorld } from './corpus-world.ts'

/**
 * The environment of every build: no debug information, no incremental data. One target folder for all projects of a
 * tool, so that what they share is built once; what is built for the host is the same whatever tool builds for the
 * board, and the peers find it where ferry's cargo put it. What is built for the board is never shared between tools.
 * Projects over libraries of the board have a folder of their own: so two runs can go on side by side.
 */
export function buildEnvironment(
  tool: CorpusTool,
  { packages }: Pick<CorpusProject, 'packages'>,
  world: CorpusWorld,
): Readonly<Record<string, string>> {
  const targets = join(world.folder, 'targets')
  const nameOf = (name: CorpusTool): string => (packages ? `${name}-libraries` : name)
  const folder = join(targets, nameOf(tool))
  mkdirSync(join(targets, nameOf('ferry'), 'debug'), { recursive: true })
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'debug')))
    symlinkSync(join('..', nameOf('ferry'), 'debug'), join(folder, 'debug'))
  return {
    CARGO_TARGET_DIR: folder,
    CARGO_PROFILE_DEV_DEBUG: '0',
    CARGO_INCREMENTAL: '0',
    CARGO_TERM_COLOR: 'never',
  }
}
