import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { makeWorld } from '../../src/cli/make-world.ts'
import { runFerry } from '../../src/cli/run-ferry.ts'
import type { Host, World } from '../../src/ports/world.ts'
import { readHost } from '../../src/shell/host.ts'

export interface Transcript {
  /** stdout and stderr in the order they were written. */
  readonly text: string
  /** stdout alone. */
  readonly out: string
  readonly code: number
}

/**
 * Runs one command line in this process, with an empty cache, no terminal, and a clock that stands still
 * (so that no time is printed). Paths of this machine are written $FERRY, $HERE and $CACHE.
 */
export async function runInProcess(argv: readonly string[], folder: string): Promise<Transcript> {
  const cache = mkdtempSync(join(tmpdir(), 'ferry-golden-'))
  const real = readHost()
  const host: Host = {
    ...real,
    cwd: folder,
    cache,
    env: { PATH: real.env['PATH'], HOME: real.home },
    stdinIsTerminal: true,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
  }
  let text = ''
  let out = ''
  process.chdir(folder)
  const write = (chunk: string | Uint8Array): void => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
  }
  try {
    const code = await runFerry(argv, {
      env: host.env,
      version: '0.0.0',
      stdout: {
        write: (chunk) => {
          out += chunk
          write(chunk)
        },
        terminal: false,
      },
      stderr: { write, terminal: false, columns: () => 100 },
      ticks: () => 0,
      appendFile: () => undefined,
      signal: new AbortController().signal,
      makeWorld: async ({ tell }) => stillWorld(makeWorld(host, tell)),
    })
    const paths = { $HERE: folder, $CACHE: cache, $FERRY: host.installation }
    return { text: hidePaths(text, paths), out: hidePaths(out, paths), code }
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

function stillWorld(world: World): World {
  return { ...world, clock: { ...world.clock, ticks: () => 0, now: () => 0 } }
}

function hidePaths(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce((so, [name, path]) => so.replaceAll(path, name), text)
}
