import type { LineFault } from '../../test/fakes/fault-line.ts'

/** What a command is asked for: put the program in its place, or run it from ferry's own folder. */
export type FaultCommand = 'ship' | 'run'

/** The way of a command, in order. */
export const STAGES = ['log-in', 'asking', 'sending', 'placing', 'running', 'over'] as const
export type Stage = (typeof STAGES)[number]

/** When something is done to a command that runs. */
export type Trigger =
  | { readonly kind: 'bytes'; readonly direction: 'up' | 'down'; readonly share: number }
  /** That many milliseconds after its start. */
  | { readonly kind: 'time'; readonly ms: number }
  /** The nth line of `--format jsonl` (ship). */
  | { readonly kind: 'event'; readonly index: number }
  /** The program has said its first word (run). */
  | { readonly kind: 'begun' }

export type Signal = 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** What is done. `share`: of the bytes that a command without faults moves in that direction. */
export type Injection =
  | (Omit<LineFault, 'at'> & { readonly what: 'line'; readonly share: number })
  | { readonly what: 'line-begun'; readonly kind: LineFault['kind']; readonly gone?: boolean }
  | { readonly what: 'signal'; readonly signal: Signal; readonly trigger: Trigger }
  /** Every process of the board ends at once, as when its power is cut. */
  | { readonly what: 'board'; readonly trigger: Trigger }
  /** The board's own processes of the command are killed, as when memory runs out. */
  | { readonly what: 'processes'; readonly trigger: Trigger }
  /** A tool of the board lies or fails: a script that stands before it in PATH. */
  | {
      readonly what: 'tool'
      readonly tool: string
      readonly script: string
      readonly expect: readonly string[]
    }
  /** The place has room for so many KiB more (and df tells another story), or so many files more. */
  | { readonly what: 'full'; readonly freeKib: number; readonly known?: boolean }
  | { readonly what: 'inodes' }
  /** A second ferry puts another program in the same place meanwhile, and may be killed; `own`: its connection is its own. */
  | {
      readonly what: 'two'
      readonly afterMs: number
      readonly killAfterMs?: number
      readonly own?: boolean
    }

export interface Fault {
  /** Names it among all: results are kept by it. */
  readonly id: string
  /** Row of the table. */
  readonly kind: string
  readonly command: FaultCommand
  readonly injection: Injection
  /** The connection is there already when the fault comes. */
  readonly warm?: boolean
  /** The next command ships another version than the one that failed. */
  readonly other?: boolean
}

export interface Outcome {
  readonly id: string
  readonly lane: string
  readonly kind: string
  /** Where the command was when it happened; undefined: it never did. */
  readonly stage?: Stage
  readonly state: 'old' | 'new' | 'broken'
  /** The next command did its work, and nothing else is left. */
  readonly cleaned: boolean
  readonly hung: boolean
  readonly code: number | null
  /** Code of the problem that was told. */
  readonly problem?: string
  /** Everything that is not as it should be, in words. */
  readonly wrong: readonly string[]
  readonly ms: number
}
