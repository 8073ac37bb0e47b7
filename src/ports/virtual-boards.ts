import type { VirtualOptions } from '../core/board/virtual-options.ts'
import type { VirtualPreset } from '../core/board/virtual-preset.ts'
import type { Tell } from '../core/event.ts'

export type { VirtualOptions, VirtualPreset }

/** A virtual board as it is kept under the cache. */
export interface VirtualBoard {
  readonly name: string
  readonly preset: string
  readonly title: string
  readonly release: string
  readonly architecture: string
  readonly options: VirtualOptions
  /** `ssh -F <sshConfigFile> <name>` reaches it while it runs. */
  readonly sshConfigFile: string
  readonly user: string
  /** Missing while it is stopped. */
  readonly running?: VirtualRun
}

export interface VirtualRun {
  /** Its first process, as the host numbers it. */
  readonly pid: number
  readonly address: string
  readonly port: number
  /** `private`: namespaces of its own, no privilege; `host`: started by root, with rules for the whole host; `full`: a whole computer is emulated. */
  readonly way: 'private' | 'host' | 'full'
  /** ISO 8601. */
  readonly startedAt: string
}

export interface VirtualStart {
  /** A preset's name, or any name together with `preset`. */
  readonly name: string
  readonly preset?: string
  /** `bookworm`, `trixie`, …; default: the board's own, else the preset's. */
  readonly release?: string
  readonly options?: VirtualOptions
}

/**
 * Emulated boards of this host. Throws ProblemError `virtual/…` (unknown board, not allowed, did not start) and what
 * `Packages` throws while tools and roots are fetched.
 */
export interface VirtualBoards {
  presets(): readonly VirtualPreset[]
  /** The boards that have state, running or not, by name. */
  list(): Promise<readonly VirtualBoard[]>
  find(name: string): Promise<VirtualBoard | undefined>
  /** Starts it, or gives it as it is where it runs already (release and options as asked, or not asked for). */
  start(request: VirtualStart, tell: Tell): Promise<VirtualBoard>
  /** Ends it with every process on it. False: it was not running. */
  stop(name: string): Promise<boolean>
  /** Stops it and deletes its files. False: there was nothing of that name. */
  remove(name: string): Promise<boolean>
}
