import { isArchive } from '../core/elf/read-archive.ts'
import { isElf } from '../core/elf/read-header.ts'
import { noSuchFile } from '../core/problem/verify-problems.ts'
import type { World } from '../ports/world.ts'

export interface FoundFile {
  readonly path: string
  /** True where it was named, false where it was found in a folder. */
  readonly named: boolean
}

const deepest = 64
const atOnce = 32

/**
 * The files to judge for one path of the command line: a file itself, whatever it is; of a folder
 * every ELF file that is linked, sorted, symbolic links left out. Throws ProblemError `host/no-such-file`.
 */
export async function findElfFiles(
  world: Pick<World, 'files'>,
  path: string,
): Promise<readonly FoundFile[]> {
  const real = (await world.files.realpath(path)) ?? path
  const stat = await world.files.stat(real)
  if (!stat) throw noSuchFile(path)
  if (stat.kind !== 'directory') return [{ path, named: true }]
  const found = await walk(world, path, 0)
  return found.map((file) => ({ path: file, named: false }))
}

async function walk(
  world: Pick<World, 'files'>,
  folder: string,
  depth: number,
): Promise<readonly string[]> {
  if (depth > deepest) return []
  const found: string[] = []
  const names = (await world.files.list(folder)).toSorted()
  for (let at = 0; at < names.length; at += atOnce) {
    const some = names.slice(at, at + atOnce)
    const looked = await Promise.all(
      some.map((name) => lookAt(world, `${folder.replace(/\/$/, '')}/${name}`, depth)),
    )
    found.push(...looked.flat())
  }
  return found
}

async function lookAt(
  world: Pick<World, 'files'>,
  path: string,
  depth: number,
): Promise<readonly string[]> {
  const stat = await world.files.stat(path)
  if (stat?.kind === 'directory') return walk(world, path, depth + 1)
  const isFile = stat?.kind === 'file' && (await isWorthJudging(world, path))
  return isFile ? [path] : []
}

/** Programs, libraries and archives; objects of a build folder are parts of those. */
async function isWorthJudging(world: Pick<World, 'files'>, path: string): Promise<boolean> {
  const head = await world.files.readAt(path, 0, 20)
  if (!head) return false
  if (isArchive(head)) return !path.endsWith('.rlib')
  const type = head[5] === 2 ? head[17] : head[16]
  return isElf(head) && type !== 1
}
