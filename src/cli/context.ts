import type { Tell } from '../core/event.ts'
import type { World } from '../ports/world.ts'
import type { CompletionCommand } from '../render/completion.ts'
import type { Annotator } from './annotator.ts'
import type { BoardsWatch } from './reporter.ts'

/** What a command has: the world, and the ways to say something. */
export interface Context {
  readonly world: World
  /** The story, on stderr (or as JSON lines on stdout). */
  readonly tell: Tell
  /** The answer, on stdout: `text` is printed in text format, `report` in JSON. */
  readonly answer: (report: Report, text: () => string) => void
  readonly format: 'text' | 'json' | 'jsonl'
  /** Colours on stdout. */
  readonly color: boolean
  readonly quiet: boolean
  readonly verbose: number
  readonly dryRun: boolean
  /** Writes what another program says (cargo) to stderr, as it is. */
  readonly passOn: (chunk: Uint8Array) => void
  /** Annotations of GitHub Actions. */
  readonly annotate: Annotator
  /** Columns of the terminal behind stderr; undefined where it is none. */
  readonly columns: number | undefined
  /** `+toolchain` in front of the command, without the plus. */
  readonly toolchain: string | undefined
  /** Takes away the status line before something else writes to the terminal. */
  readonly clear: () => void
  /** Shows several boards from now on, until the watch is closed. */
  readonly watch: (names: readonly string[]) => BoardsWatch
  /** The words of the command line, the command's name among them. */
  readonly typed: readonly string[]
  /** Every command with its options, for completion. */
  readonly commands: () => Promise<readonly CompletionCommand[]>
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
}

/** A JSON answer: the schema's name and version stand first. */
export interface Report {
  readonly schema: string
  readonly [field: string]: unknown
}
