import type { Ending, Ended } from './processes.ts'

export interface ExecOptions {
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>
  /** Captured bytes per stream, default 4 MiB. */
  readonly maxBytes?: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface AttachOptions {
  /** True: a pty with ferry's own terminal; false: three separate byte streams. */
  readonly pty: boolean
  readonly signal?: AbortSignal
}

/**
 * A connection to one board. Live (OpenSSH), recorded (tape) and virtual boards look the same.
 * Scripts are POSIX sh text; values go into them through `quoteSh` of core/text.
 */
export interface Remote {
  /** How the user named the board. */
  readonly name: string
  /** Runs a script by `sh` on the board, captures its output. Throws ProblemError (`ssh/…`) where the board was not reached or the line was lost; a script's own failure is in `ending`. */
  exec(script: string, options?: ExecOptions): Promise<Ended>
  /** Runs a script with ferry's own stdin, stdout and stderr. The ending is the script's own (exit code as the board gave it). Throws ProblemError (`ssh/…`) where the line was lost. */
  attach(script: string, options: AttachOptions): Promise<Ending>
  close(): Promise<void>
}
