import { resolve } from 'node:path'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { noSuchFile } from '../core/problem/verify-problems.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { openMirror } from './testing/mirror.ts'
import { listNamedFiles } from './testing/project-files.ts'

/**
 * Sends what `[run] files` names, relative to the package's folder, to a twin of that folder, as far as it is not there. Gives the
 * twin's path: the program's working folder, in which it finds them by the names that they have here. undefined where nothing is named.
 * Throws `host/no-such-file`, `board/…`, `ssh/…`.
 */
export async function shipRunFiles(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  { packageFolder, files }: { readonly packageFolder: string; readonly files: readonly string[] },
  tell: Tell,
): Promise<string | undefined> {
  if (files.length === 0) return undefined
  const listed = await Promise.all(
    files.map(async (name) => {
      const found = await listNamedFiles(world, packageFolder, name)
      if (found.length === 0) throw noSuchFile(resolve(packageFolder, name))
      return found
    }),
  )
  const mirror = await openMirror(world, remote, facts, [packageFolder], tell)
  const data = listed.flat().map((path) => `${packageFolder}/${path}`)
  await mirror.fill({ data, programs: [] })
  return mirror.toBoard(packageFolder)
}
