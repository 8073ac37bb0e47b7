import type { Ending, Ended } from './processes.ts'

export interface ExecOptions {
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>
  /**
   * Asked once all of `stdin` is sent: true where the script knows how much that is and takes no byte more. Then the line stays open for the
   * next request, which costs no session of its own; else the end of `stdin` is told.
   */
  readonly isCounted?: () => boolean
  /** Captured bytes per stream, default 4 MiB. */
  readonly maxBytes?: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Hears the script's stdout as it comes; it is captured as well. What goes to stdin may wait for it. */
  readonly onStdout?: (chunk: Uint8Array) => void
  readonly onStderr?: (chunk: Uint8Array) => void
}

/** A shell of the board that runs programs one after the other, each with an empty stdin. */
export interface HeldShell {
  /** As Remote.attach, without a pty. One at a time. */
  run(script: string, options: Omit<AttachOptions, 'pty' | 'stdin' | 'shell'>): Promise<Ending>
  /** No program runs any more: the shell may go. */
  end(): void
}

export interface AttachOptions {
  /** True: a pty with ferry's own terminal; false: three separate byte streams. */
  readonly pty: boolean
  /** The user's login shell on the board, where it is known: one that is POSIX runs the script itself, which starts a program less. */
  readonly shell?: string
  /** When it aborts, every process that the script started gets SIGINT; what then ends is told as it ended. */
  readonly signal?: AbortSignal
  /** When it aborts, every process that the script started is killed. A second Ctrl-C does the same. */
  readonly kill?: AbortSignal
  /** Where the script's stdin comes from, default ferry's own. */
  readonly stdin?: 'inherit' | 'empty'
  /** Takes stdout or stderr instead of ferry's own streams (not with a pty). The next chunk waits for the promise. */
  readonly onStdout?: (chunk: Uint8Array) => Promise<void> | void
  readonly onStderr?: (chunk: Uint8Array) => Promise<void> | void
}

/**
 * A connection to one board. Live (OpenSSH), recorded (tape) and virtual boards look the same.
 * Scripts are POSIX sh text; values go into them through `quoteSh` of core/text.
 */
export interface Remote {
  /** How the user named the board. */
  readonly name: string
  /** True where the board is this very machine's loopback, so that compression costs more than it saves. Known after the first request. */
  readonly near?: boolean
  /**
   * Logs in where nobody has yet, beside other work. Never throws: what is wrong is told by the next request. `shell`: the user's login
   * shell there, as far as is remembered; see AttachOptions.
   */
  prepare?(shell?: string): Promise<void>
  /** An attach follows: what it needs beside the program may be made ready. Costs no wait, and nothing where it was wrong. */
  expectAttach?(options: Pick<AttachOptions, 'pty' | 'stdin'>): void
  /** Runs a script by `sh` on the board, captures its output. Throws ProblemError (`ssh/…`) where the board was not reached or the line was lost; a script's own failure is in `ending`. */
  exec(script: string, options?: ExecOptions): Promise<Ended>
  /**
   * Runs a script with ferry's own stdin, stdout and stderr. The ending is the script's own: the exit code as the
   * board gave it, 128+N where signal N ended it. Throws ProblemError (`ssh/…`) where the line was lost.
   * When ferry ends or the line breaks, every process that the script started is ended.
   */
  attach(script: string, options: AttachOptions): Promise<Ending>
  /** For many programs: they cost no session each. Missing, or undefined, where the way to the board has none. */
  hold?(): Promise<HeldShell | undefined>
  close(): Promise<void>
}
