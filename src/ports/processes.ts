/** A command of the host, as data. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** Added to the environment of ferry itself; `undefined` takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** How a process ended. Exactly one of these. */
export type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly errno: string }

/** Same fields for success and failure. */
export interface Ended {
  readonly ending: Ending
  /** Captured output, cut at `maxBytes`; empty where it was inherited. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** True where output was cut at `maxBytes`. */
  readonly truncated: boolean
  readonly ms: number
}

export interface RunOptions {
  /** Bytes for stdin; `inherit` passes ferry's own; default: empty. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array> | 'inherit'
  /** Default `capture`. */
  readonly stdout?: 'capture' | 'inherit' | 'ignore'
  readonly stderr?: 'capture' | 'inherit' | 'ignore'
  /** Captured bytes per stream, default 16 MiB. */
  readonly maxBytes?: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Called with each chunk of stdout or stderr as it arrives (also when captured). */
  readonly onStdout?: (chunk: Uint8Array) => void
  readonly onStderr?: (chunk: Uint8Array) => void
}

/** Runs commands of the host. Never throws for a command that failed or was not found: see `Ended.ending`. */
export interface Processes {
  run(command: Command, options?: RunOptions): Promise<Ended>
  /** Starts a process that outlives ferry, its output appended to `logFile`. Gives its pid. */
  detach(command: Command, logFile: string): Promise<number>
  /** The absolute path of a program in PATH, or undefined. */
  which(program: string): Promise<string | undefined>
}
