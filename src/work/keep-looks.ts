import { createHash } from 'node:crypto'

import * as v from 'valibot'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { HeldUses } from '../core/instructions/scan/held-uses.ts'
import type { World } from '../ports/world.ts'

/** What was seen in a file's code before, for boards of the same CPU. */
export interface KeptLooks {
  readonly recall: (file: string, board: BoardFacts) => Promise<HeldUses | undefined>
  readonly keep: (file: string, board: BoardFacts, held: HeldUses) => Promise<void>
}

/** Changes when the look sees more. */
const FORMAT = 'ferry.look/2'

/**
 * Looks at code, kept by the file's place, size and time and by what the board says of its CPU: a
 * `ferry run` that has nothing to build looks at nothing anew.
 */
export function keepLooks(world: Pick<World, 'files' | 'host'>): KeptLooks {
  const placeOf = async (file: string, board: BoardFacts): Promise<string | undefined> => {
    const stat = await world.files.stat(file)
    if (!stat) return undefined
    const { cpu, board: model, userland, kernel, os, libc } = board
    const about = { cpu, model, userland, machine: kernel?.machine, os, libc }
    const text = JSON.stringify([FORMAT, file, stat.size, stat.mtimeMs, about])
    const name = createHash('sha256').update(text).digest('hex').slice(0, 24)
    return `${world.host.cache}/looks/${name}.json`
  }
  return {
    recall: async (file, board) => {
      const place = await placeOf(file, board)
      const text = place && (await world.files.readText(place).catch(() => undefined))
      return text === undefined ? undefined : parse(text)
    },
    keep: async (file, board, held) => {
      const place = await placeOf(file, board)
      // A cache that cannot be written costs time, never the work.
      if (place) await world.files.write(place, JSON.stringify(held)).catch(() => {})
    },
  }
}

function parse(text: string): HeldUses | undefined {
  const example = v.object({
    at: v.number(),
    mnemonic: v.string(),
    function: v.optional(v.string()),
    crate: v.optional(v.string()),
  })
  const use = v.object({
    feature: v.string(),
    reach: v.picklist(['certain', 'held']),
    instructions: v.number(),
    functions: v.number(),
    crates: v.array(v.string()),
    examples: v.array(example),
  })
  try {
    const schema = v.object({ whole: v.boolean(), uses: v.array(use) })
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
