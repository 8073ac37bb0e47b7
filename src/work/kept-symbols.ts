import type { World } from '../ports/world.ts'
import { readElfFile } from './read-elf-file.ts'

/** Programs whose debug sections are kept; the oldest go first. */
const MOST_SYMBOLS = 16

/**
 * Keeps a program as cargo built it where a debugger looks for the one that runs on the board without debug sections: by its build id
 * (GDB manual, "Debugging Information in Separate Files": `.build-id/ab/cdef….debug` below its debug-file-directory), by
 * the sha256 of what was shipped where the linker gave none. The next build takes nothing away from it. Gives the path; undefined where it could not be kept.
 */
export async function keepSymbols(
  world: Pick<World, 'files' | 'host'>,
  path: string,
  shippedSha256: string,
): Promise<string | undefined> {
  const { files, host } = world
  try {
    const id = (await readElfFile(world, path))?.buildId
    const [kind, hex] =
      id !== undefined && /^[0-9a-f]{8,}$/.test(id) ? ['.build-id', id] : ['sha256', shippedSha256]
    const folder = `${host.cache}/symbols/${kind}/${hex.slice(0, 2)}`
    const kept = `${folder}/${hex.slice(2)}.debug`
    if ((await files.stat(kept))?.kind === 'file') return kept
    await files.makeFolder(folder)
    const beside = `${folder}/.${process.pid}-${hex.slice(2)}`
    await files.copy(path, beside)
    await files.rename(beside, kept)
    await prune(world)
    return kept
  } catch {
    return undefined
  }
}

async function prune({ files, host }: Pick<World, 'files' | 'host'>): Promise<void> {
  const found: { readonly path: string; readonly mtimeMs: number }[] = []
  for (const kind of ['.build-id', 'sha256']) {
    const folder = `${host.cache}/symbols/${kind}`
    for (const first of await files.list(folder)) {
      for (const name of await files.list(`${folder}/${first}`)) {
        const path = `${folder}/${first}/${name}`
        found.push({ path, mtimeMs: (await files.stat(path))?.mtimeMs ?? 0 })
      }
    }
  }
  const old = found.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_SYMBOLS)
  for (const { path } of old) await files.remove(path)
}
