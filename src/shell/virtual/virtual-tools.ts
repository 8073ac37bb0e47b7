import type { Clock } from '../../ports/clock.ts'
import type { Files } from '../../ports/files.ts'
import type { Packages } from '../../ports/packages.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Host } from '../../ports/world.ts'
import type { VirtualFolders } from './virtual-folders.ts'

/** How to call the host's cargo, and what must be in its environment. */
export interface HostCargo {
  readonly file: string
  readonly env?: Readonly<Record<string, string>>
}

/** What the virtual boards' shell is made of. */
export interface VirtualTools {
  readonly host: Host
  readonly processes: Processes
  readonly files: Files
  readonly clock: Clock
  readonly packages: Packages
  readonly folders: VirtualFolders
  /** The ways to start, in order of preference; default: `private`, and for root `host` where that is refused. */
  readonly ways?: readonly ('private' | 'host')[]
  /** Finds a cargo, or brings one; undefined: none in PATH and none to be had. */
  readonly cargo: () => Promise<HostCargo | undefined>
}
