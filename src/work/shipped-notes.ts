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

/** A program of that name that lies on the board as far as is known. */
export interface Shipped {
  readonly sha256: string
  readonly path: string
}

/** Other versions of a program by its name, the newest first. */
export async function recallVersions(
  world: World,
  board: string,
  facts: BoardFacts,
  name: string,
): Promise<readonly Shipped[]> {
  return [...(await readNotes(world, board, facts))]
    .filter(([, path]) => path.endsWith(`/${name}`))
    .map(([sha256, path]) => ({ sha256, path }))
    .toReversed()
}

/** Bytes a second of the last whole upload to the board. */
export async function recallRate(
  world: World,
  board: string,
  facts: BoardFacts,
): Promise<number | undefined> {
  const text = await world.files.readText(rateFile(world, board, facts)).catch(() => undefined)
  const rate = Number(text ?? Number.NaN)
  return Number.isFinite(rate) && rate > 0 ? rate : undefined
}

export async function noteRate(
  world: World,
  board: string,
  facts: BoardFacts,
  rate: number,
): Promise<void> {
  await world.files.write(rateFile(world, board, facts), String(Math.round(rate))).catch(() => {})
}

/** The last program that ferry put there; undefined where none is known. */
export async function recallNewest(
  world: World,
  board: string,
  facts: BoardFacts,
): Promise<string | undefined> {
  return [...(await readNotes(world, board, facts)).values()].at(-1)
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
  return `${fileOf(world, board, facts)}.json`
}

function rateFile(world: World, board: string, facts: BoardFacts): string {
  return `${fileOf(world, board, facts)}.rate`
}

function fileOf(world: World, board: string, facts: BoardFacts): string {
  const key = createHash('sha256').update(
    JSON.stringify([board, facts.identity ?? facts.hostname ?? '']),
  )
  return `${world.host.cache}/shipped/${key.digest('hex').slice(0, 24)}`
}
