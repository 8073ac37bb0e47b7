import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Remote } from '../../src/ports/remote.ts'
import type { World } from '../../src/ports/world.ts'
import { makeClock } from '../../src/shell/clock.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { readHost } from '../../src/shell/host.ts'
import { makeOpenSshRemote } from '../../src/shell/openssh/make-openssh-remote.ts'
import { makeProcesses } from '../../src/shell/processes.ts'
import type { SshServer } from './ssh-server.ts'

/** This host with a cache and a socket folder of its own, and one board. */
export interface TestWorld {
  readonly world: World
  readonly folder: string
  remove(): void
}

/** `env`: more variables, `FERRY_SSH_SHARING=0`. Ports that these tests do not use are missing. */
export function makeTestWorld(
  connect: (world: World, destination: string) => Remote,
  env: Readonly<Record<string, string>> = {},
): TestWorld {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-t-'))
  const host = {
    ...readHost(),
    cache: join(folder, 'cache'),
    runtime: join(folder, 'r'),
    env: { ...process.env, ...env },
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
  }
  const world = {
    host,
    processes: makeProcesses(),
    files: makeFiles(),
    clock: makeClock(),
    connect: (destination: string) => Promise.resolve(connect(world, destination)),
  } as unknown as World
  return { world, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The remote of a test server. */
export function connectTo(server: SshServer, world: World): Remote {
  return makeOpenSshRemote({
    processes: world.processes,
    clock: world.clock,
    host: world.host,
    destination: server.destination,
    sshOptions: server.sshOptions,
  })
}
