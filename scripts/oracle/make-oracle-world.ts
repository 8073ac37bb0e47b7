import { join } from 'node:path'

import { makeWorld } from '../../src/cli/make-world.ts'
import type { Event } from '../../src/core/event.ts'
import type { World } from '../../src/ports/world.ts'
import { readHost } from '../../src/shell/host.ts'

/** The live world, and where the oracle keeps what it made. */
export interface OracleWorld {
  readonly world: World
  /** Everything of the oracle lies under this folder of ferry's cache. */
  readonly folder: string
  readonly tell: (event: Event) => void
}

/** Opens the live world; long work is told on standard error, one line a step. */
export function makeOracleWorld(): OracleWorld {
  const host = readHost()
  const tell = (event: Event): void => {
    if (event.kind === 'step' || event.kind === 'note' || event.kind === 'warning') {
      process.stderr.write(`  ${event.text}\n`)
    }
  }
  return { world: makeWorld(host, tell), folder: join(host.cache, 'oracle'), tell }
}
