import { createHash } from 'node:crypto'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { World } from '../ports/world.ts'

/** Programs that are remembered for one board, the newest last. */
const MOST_NOTES = 32

/**
 * Where ferry put a program on a board: content hash → path. Only a hint that saves a look: the start itself finds out
 * whether the program is there.
 */
export async function recallShipped(
  world: World,
  board: string,
  facts: BoardFacts,
  sha256: string,
): Promise<string | undefined> {
  return (await readNotes(world, board, facts)).get(sha256)
}

/** Notes that a program lies at `path`. A note that cannot be written costs a look, never the work. */
export async function noteShipped(
  world: World,
  board: string,
  facts: BoardFacts,
  sha256: string,
  path: string,
): Promise<void> {
  const notes = await readNotes(world, board, facts)
  notes.delete(sha256)
  notes.set(sha256, path)
  const kept = [...notes].slice(-MOST_NOTES)
  await world.files.write(noteFile(world, board, facts), JSON.stringify(kept)).catch(() => {})
}

async function readNotes(
  world: World,
  board: string,
  facts: BoardFacts,
): Promise<Map<string, string>> {
  try {
    const text = await world.files.readText(noteFile(world, board, facts))
    const pairs = JSON.parse(text ?? '[]') as unknown
    return new Map(Array.isArray(pairs) ? pairs.filter(isNote) : [])
  } catch {
    return new Map()
  }
}

function isNote(pair: unknown): pair is [string, string] {
  return (
    Array.isArray(pair) &&
    pair.length === 2 &&
    typeof pair[0] === 'string' &&
    typeof pair[1] === 'string' &&
    pair[1].startsWith('/')
  )
}

function noteFile(world: World, board: string, facts: BoardFacts): string {
  const key = createHash('sha256').update(
    JSON.stringify([board, facts.identity ?? facts.hostname ?? '']),
  )
  return `${world.host.cache}/shipped/${key.digest('hex').slice(0, 24)}.json`
}
