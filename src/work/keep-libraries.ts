import { createHash } from 'node:crypto'

import * as v from 'valibot'

import type { LinkedSymbols } from '../core/elf/read-linked-symbols.ts'
import type { World } from '../ports/world.ts'
import { recallFacts } from './facts-cache.ts'

/** Symbols of a board’s libraries that were read before. */
export interface KeptLibraries {
  readonly recall: (path: string) => Promise<LinkedSymbols | undefined>
  readonly keep: (path: string, symbols: LinkedSymbols) => Promise<void>
}

/** Changes when more is read of a library. */
const FORMAT = 'ferry.library-symbols/1'

/**
 * What libraries of a board define, kept beside its facts. They count for one probe: whatever
 * changes a library (a package, the loader's cache) changes the board's fingerprint, and it is
 * probed anew.
 */
export function keepLibraries(world: World, destination: string): KeptLibraries {
  let probedAt: Promise<string | undefined> | undefined
  const state = (): Promise<string | undefined> =>
    (probedAt ??= recallFacts(world, destination).then((known) => known?.facts.probedAt))
  const fileOf = (path: string): string => {
    const name = createHash('sha256').update(`${destination}\n${path}`).digest('hex').slice(0, 24)
    return `${world.host.cache}/symbols/${name}.json`
  }
  return {
    recall: async (path) => {
      const text = await world.files.readText(fileOf(path)).catch(() => undefined)
      const kept = text === undefined ? undefined : parse(text)
      return kept && kept.probedAt === (await state()) ? { ...kept, wants: [] } : undefined
    },
    keep: async (path, { needed, defines }) => {
      const known = await state()
      if (known === undefined) return
      const text = JSON.stringify({ format: FORMAT, path, probedAt: known, needed, defines })
      // A cache that cannot be written costs time, never the work.
      await world.files.write(fileOf(path), text).catch(() => {})
    },
  }
}

function parse(text: string): (Omit<LinkedSymbols, 'wants'> & { probedAt: string }) | undefined {
  const schema = v.object({
    format: v.literal(FORMAT),
    probedAt: v.string(),
    needed: v.array(v.string()),
    defines: v.array(v.string()),
  })
  try {
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
