import { createHash } from 'node:crypto'

import type { BoardFacts } from '../core/board/board-facts.ts'
import { parseBoardFacts } from '../core/board/parse-board-facts.ts'
import type { World } from '../ports/world.ts'

/** Facts of an earlier probe and the fingerprint that tells whether they still hold. */
export interface RememberedFacts {
  readonly facts: BoardFacts
  readonly fingerprint: string
}

/** Changes when the probe script learns to ask for more: older answers are then asked for anew. */
const FORMAT = 'ferry.facts-cache/2'

/** What is remembered of a destination; undefined where nothing is, or it cannot be read. */
export async function recallFacts(
  world: World,
  destination: string,
): Promise<RememberedFacts | undefined> {
  try {
    const text = await world.files.readText(cacheFile(world, destination))
    if (text === undefined) return undefined
    const value = JSON.parse(text) as { format?: unknown; fingerprint?: unknown; facts?: unknown }
    if (value.format !== FORMAT || typeof value.fingerprint !== 'string') return undefined
    const parsed = parseBoardFacts(value.facts)
    return parsed.kind === 'facts'
      ? { facts: parsed.facts, fingerprint: value.fingerprint }
      : undefined
  } catch {
    return undefined
  }
}

/** Remembers facts for the next command. A cache that cannot be written costs time, never the work. */
export async function rememberFacts(
  world: World,
  destination: string,
  remembered: RememberedFacts,
): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, destination, ...remembered })
  await world.files.write(cacheFile(world, destination), text).catch(() => {})
}

function cacheFile(world: World, destination: string): string {
  const name = createHash('sha256').update(destination).digest('hex').slice(0, 24)
  return `${world.host.cache}/boards/${name}.json`
}
