import { basename, dirname, resolve } from 'node:path'

import type { World } from '../../ports/world.ts'

export interface PlaceOfTest {
  /** The workspace. */
  readonly root: string
  readonly targetFolder: string
}

/**
 * Where a program that a runner was given by cargo belongs, if it is a test or a bench (`TARGET/TRIPLE/PROFILE/deps/NAME`: the cargo book,
 * "Build cache") or a documentation test (rustdoc's own folder, in which the runner is started beside Cargo.toml). Undefined for all
 * else: what `cargo run` starts. The workspace is the folder with Cargo.lock, at or above the runner's.
 */
export async function placeOfTest(
  world: Pick<World, 'files' | 'host'>,
  file: string,
): Promise<PlaceOfTest | undefined> {
  const { cwd } = world.host
  const path = resolve(cwd, file)
  const isTest = basename(dirname(path)) === 'deps'
  const isDoc = basename(dirname(path)).startsWith('rustdoctest')
  if (!isTest && !isDoc) return undefined
  const root = (await findUp(world, cwd, 'Cargo.lock')) ?? (await findUp(world, cwd, 'Cargo.toml'))
  if (root === undefined) return undefined
  return {
    root,
    targetFolder: isTest ? resolve(path, '..', '..', '..', '..') : resolve(root, 'target'),
  }
}

async function findUp(
  world: Pick<World, 'files'>,
  from: string,
  name: string,
): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    if (await world.files.stat(resolve(folder, name))) return folder
    if (dirname(folder) === folder) return undefined
  }
}
