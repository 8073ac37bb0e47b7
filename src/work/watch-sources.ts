import { join } from 'node:path'

import type { World } from '../ports/world.ts'

/** Where a project's sources lie. */
export interface Sources {
  /** Folders of packages, looked through without the folders that cargo and editors write. */
  readonly folders: readonly string[]
  /** Files elsewhere: what a program was built from, configuration. */
  readonly files: readonly string[]
}

/** A source as it was: path → time and size. */
export type Snapshot = ReadonlyMap<string, string>

/** More files than a project has; what is beyond is not watched. */
const MOST_FILES = 20_000

/** A file that is being written is left in peace for so long. */
const SETTLE_MS = 120
const EVERY_MS = 400

/** Looks at all sources. Names that begin with a dot, `target`, `node_modules` and what editors leave beside a file are left out. */
export async function takeSnapshot(
  world: Pick<World, 'files'>,
  { folders, files }: Sources,
): Promise<Snapshot> {
  const seen = new Map<string, string>()
  const look = async (path: string, depth: number): Promise<void> => {
    if (seen.size >= MOST_FILES) return
    const stat = await world.files.stat(path).catch(() => undefined)
    if (!stat) return
    if (stat.kind === 'file') seen.set(path, `${stat.mtimeMs} ${stat.size}`)
    else if (stat.kind === 'directory' && depth < 24) {
      const names = await world.files.list(path).catch(() => [])
      await Promise.all(names.filter(isSource).map((name) => look(join(path, name), depth + 1)))
    }
  }
  await Promise.all(folders.map((folder) => look(folder, 0)))
  await Promise.all(files.map((file) => look(file, 24)))
  return seen
}

function isSource(name: string): boolean {
  if (name.startsWith('.') || name === 'target' || name === 'node_modules') return false
  return !/~$|\.sw[a-z]$|^#.*#$|^4913$/.test(name)
}

/** A file that is not as it was, or new, or gone; undefined where all is the same. */
export function findChange(before: Snapshot, now: Snapshot): string | undefined {
  for (const [path, stamp] of now) if (before.get(path) !== stamp) return path
  for (const path of before.keys()) if (!now.has(path)) return path
  return undefined
}

/** Waits until a source differs and then keeps still; gives its path. Asks the file system: that works in containers, on shares and in WSL. undefined where `signal` aborts. */
export async function waitForChange(
  world: Pick<World, 'files' | 'clock'>,
  sources: Sources,
  before: Snapshot,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const now = await takeSnapshot(world, sources)
    const changed = findChange(before, now)
    if (changed !== undefined) {
      await settle(world, sources, now, signal)
      return signal.aborted ? undefined : changed
    }
    await world.clock.sleep(EVERY_MS, signal).catch(() => {})
  }
  return undefined
}

async function settle(
  world: Pick<World, 'files' | 'clock'>,
  sources: Sources,
  first: Snapshot,
  signal: AbortSignal,
): Promise<void> {
  let before = first
  for (let tries = 0; tries < 20 && !signal.aborted; tries++) {
    await world.clock.sleep(SETTLE_MS, signal).catch(() => {})
    const now = await takeSnapshot(world, sources)
    if (findChange(before, now) === undefined) return
    before = now
  }
}
