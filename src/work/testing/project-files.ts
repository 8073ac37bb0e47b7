import { decodeText } from '../../core/bytes/decode-text.ts'
import type { World } from '../../ports/world.ts'

/** Most that is sent of a project unasked, in bytes and in files. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_FILES = 10_000

/** Files that tests may read, and why not all of them. */
export interface ProjectFiles {
  /** Relative to the root, with `/`. */
  readonly files: readonly string[]
  /** Set where the project is too large to be sent: only `named` is. */
  readonly tooLarge?: { readonly bytes: number; readonly files: number }
}

/**
 * The files of a workspace, as its tests find them on the host: what git knows or would add (what it ignores is built or private), without
 * git everything but target and hidden folders. `named` (`[run] files`) come along whatever git says.
 */
export async function listProjectFiles(
  world: Pick<World, 'files' | 'processes'>,
  root: string,
  targetFolder: string,
  named: readonly string[],
): Promise<ProjectFiles> {
  const extra = (await Promise.all(named.map((path) => walk(world, root, path)))).flat()
  const known = (await askGit(world, root)) ?? (await walk(world, root, '.'))
  const target = `${targetFolder}/`
  const own = known.filter((path) => !`${root}/${path}`.startsWith(target) && !/[\n\r]/.test(path))
  let bytes = 0
  for (const path of own.slice(0, MOST_FILES)) {
    bytes += (await world.files.stat(`${root}/${path}`))?.size ?? 0
  }
  if (own.length > MOST_FILES || bytes > MOST_BYTES) {
    return { files: extra, tooLarge: { bytes, files: own.length } }
  }
  return { files: [...new Set([...own, ...extra])] }
}

/** Files of what `[run] files` names: that file, or all below that folder. */
export async function listNamedFiles(
  world: Pick<World, 'files'>,
  root: string,
  name: string,
): Promise<readonly string[]> {
  return walk(world, root, name.replace(/^\.\//, '').replace(/\/+$/, '') || '.')
}

async function askGit(
  world: Pick<World, 'processes'>,
  root: string,
): Promise<readonly string[] | undefined> {
  const ended = await world.processes.run(
    {
      file: 'git',
      args: ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    },
    { timeoutMs: 10_000, maxBytes: 16 * 1024 * 1024 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) return undefined
  const files = decodeText(ended.stdout).split('\0').filter(Boolean)
  // A project inside a folder that a repository around it ignores.
  return files.length > 0 ? files : undefined
}

/** Files below `root/path`, or that file. Hidden folders and `target` are left out. */
async function walk(
  world: Pick<World, 'files'>,
  root: string,
  path: string,
): Promise<readonly string[]> {
  const stat = await world.files.stat(`${root}/${path}`)
  if (stat?.kind === 'file') return [path]
  if (stat?.kind !== 'directory') return []
  const below: string[] = []
  for (const name of await world.files.list(`${root}/${path}`)) {
    if (name.startsWith('.') || name === 'target' || below.length > MOST_FILES) continue
    below.push(...(await walk(world, root, path === '.' ? name : `${path}/${name}`)))
  }
  return below
}
