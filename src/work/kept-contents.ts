import type { BoardSum } from '../core/read/ship-check.ts'
import type { World } from '../ports/world.ts'
import type { Payload } from './payload.ts'

/** What was shipped once, and is kept here: a delta starts from it. */
export interface KeptContent {
  readonly path: string
  readonly sha256: string
  readonly size: number
}

/** Smaller ones are a few packets anyway, larger ones make no deltas (chooseDelta). */
const [LEAST_BYTES, MOST_BYTES] = [64 * 1024, 64 * 1024 * 1024]

/** Contents that are kept: a few versions of a few programs. */
const MOST_CONTENTS = 24

/**
 * Keeps a copy of what a board has now: its name is its sums, so that what a board tells is found by them. One that cannot be kept
 * costs a delta, never the work.
 */
export async function keepContent(world: World, { path, sums }: Payload): Promise<void> {
  const { files } = world
  if (sums.size < LEAST_BYTES || sums.size > MOST_BYTES) return
  const name = [sums.sha256, sums.md5 ?? '', sums.cksum ?? ''].join('.')
  try {
    const names = await files.list(folderOf(world))
    if (names.includes(name)) return
    await files.makeFolder(folderOf(world))
    const beside = `${folderOf(world)}/.${process.pid}-${name}`
    await files.copy(path, beside)
    await files.rename(beside, `${folderOf(world)}/${name}`)
    if (names.length >= MOST_CONTENTS) await prune(world, names)
  } catch {
    // Nothing is kept.
  }
}

/** The content whose sums are wanted. */
export async function findKept(
  world: World,
  isWanted: (sums: ReadonlyMap<BoardSum['kind'], string>) => boolean,
): Promise<KeptContent | undefined> {
  for (const name of await world.files.list(folderOf(world)).catch(() => [])) {
    const [sha256 = '', md5 = '', cksum = ''] = name.split('.')
    if (!/^[0-9a-f]{64}$/.test(sha256)) continue
    const sums = new Map<BoardSum['kind'], string>([['sha256', sha256]])
    if (md5 !== '') sums.set('md5', md5)
    const path = `${folderOf(world)}/${name}`
    const size = async (): Promise<number> => (await world.files.stat(path))?.size ?? 0
    if (cksum !== '') sums.set('cksum', `${cksum} ${await size()}`)
    if (isWanted(sums)) return { path, sha256, size: await size() }
  }
  return undefined
}

async function prune(world: World, names: readonly string[]): Promise<void> {
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = `${folderOf(world)}/${name}`
      return { path, mtimeMs: (await world.files.stat(path))?.mtimeMs ?? 0 }
    }),
  )
  const old = dated.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_CONTENTS / 2)
  await Promise.all(old.map(({ path }) => world.files.remove(path)))
}

function folderOf({ host }: World): string {
  return `${host.cache}/payloads/kept`
}
