import type { Event } from '../../src/core/event.ts'
import type { World } from '../../src/ports/world.ts'
import { makeClock } from '../../src/shell/clock.ts'
import { makeDownloads } from '../../src/shell/downloads.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { readHost } from '../../src/shell/host.ts'
import { makePackages } from '../../src/shell/packages/packages.ts'
import { makeProcesses } from '../../src/shell/processes.ts'

/** The parts of a World that toolchains need, real, with names added to the environment. The cache is that of the user. */
export function makeRealWorld(env: Readonly<Record<string, string>> = {}, cache?: string): World {
  const found = readHost()
  const host = { ...found, cache: cache ?? found.cache, env: { ...found.env, ...env } }
  const files = makeFiles()
  const processes = makeProcesses(host.env)
  const downloads = makeDownloads({ env: host.env })
  const clock = makeClock()
  const packages = makePackages({ host, files, processes, downloads, clock })
  // Tests of toolchains reach no board.
  return { host, files, processes, downloads, clock, packages } as unknown as World
}

/** Collects events; `texts` are those that a person reads. */
export function makeTell(): { tell: (event: Event) => void; texts: () => readonly string[] } {
  const events: Event[] = []
  return {
    tell: (event) => events.push(event),
    texts: () => events.flatMap((event) => ('text' in event && event.text ? [event.text] : [])),
  }
}
