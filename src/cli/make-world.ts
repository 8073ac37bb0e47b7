import type { Downloads } from '../ports/downloads.ts'
import type { Packages } from '../ports/packages.ts'
import type { Host, World } from '../ports/world.ts'
import { makeClock } from '../shell/clock.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import { lazyPort } from './lazy-port.ts'

/** The live world: processes, files, network and boards of this host. */
export function makeWorld(host: Host): World {
  const processes = makeProcesses(host.env)
  const files = makeFiles()
  const clock = makeClock()
  const downloads = lazyPort<Downloads>(async () =>
    (await import('../shell/downloads.ts')).makeDownloads({ env: host.env }),
  )
  const packages = lazyPort<Packages>(async () =>
    (await import('../shell/packages/packages.ts')).makePackages({
      host,
      processes,
      files,
      downloads,
      clock,
    }),
  )
  return {
    host,
    processes,
    files,
    clock,
    downloads,
    packages,
    connect: async (destination) =>
      (await import('../shell/openssh/make-openssh-remote.ts')).makeOpenSshRemote({
        processes,
        clock,
        host,
        destination,
      }),
  }
}
