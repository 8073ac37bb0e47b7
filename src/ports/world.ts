import type { Clock } from './clock.ts'
import type { Downloads } from './downloads.ts'
import type { Files } from './files.ts'
import type { Packages } from './packages.ts'
import type { Processes } from './processes.ts'
import type { Remote } from './remote.ts'
import type { VirtualBoards } from './virtual-boards.ts'

/** What the host is. */
export interface Host {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Node's name: `x64`, `arm64`. */
  readonly arch: string
  readonly home: string
  readonly cwd: string
  /** ferry's cache folder, `$XDG_CACHE_HOME/ferry`. */
  readonly cache: string
  /** A short folder for sockets, private to the user. */
  readonly runtime: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly uid: number
  readonly stdinIsTerminal: boolean
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Folder of ferry's own installed files: `helpers/`, `docs/`, `dist/facts/`. */
  readonly installation: string
  /** How to start ferry again: `[node, …/bin/ferry.js]`. */
  readonly self: readonly string[]
}

/** Everything that `work` may touch. Built by cli/main.ts from shell/, or by a test from fakes. */
export interface World {
  readonly host: Host
  readonly processes: Processes
  readonly files: Files
  readonly clock: Clock
  readonly downloads: Downloads
  /** Distribution packages, unpacked without root. */
  readonly packages: Packages
  /** Emulated boards of this host. */
  readonly virtual: VirtualBoards
  /** Opens a connection to a board by what the user called it. Lazy: nothing is sent before the first exec. */
  connect(destination: string): Promise<Remote>
}
