import type { Context } from './context.ts'

/** One option of a command. */
export interface OptionSpec {
  /** Without dashes: `on`, `dry-run`. */
  readonly long: string
  /** One letter, without a dash. */
  readonly short?: string
  /** Placeholder of the value in help; an option without it is a switch. */
  readonly value?: string
  /** May be given more than once. */
  readonly many?: true
  /** The words that are allowed as a value. */
  readonly choices?: readonly string[]
  readonly help: string
  /** Shown under this heading in help; default: the command's own options. */
  readonly group?: 'global' | 'cargo'
  /** Also passed on to cargo as it was written. */
  readonly forward?: true
}

export interface Example {
  readonly line: string
  readonly does: string
}

/** One command of ferry. Its module is loaded when it is called. */
export interface Command {
  readonly name: string
  /** One line, no full stop. */
  readonly summary: string
  /** After `ferry NAME`. */
  readonly usage: string
  /** A paragraph or two of help. */
  readonly about?: string
  readonly options: readonly OptionSpec[]
  readonly examples: readonly Example[]
  /** How many positional words it takes: least and most. */
  readonly words: readonly [number, number]
  /** Names of subcommands, e.g. `list|start|stop|remove`, for completion and nearest word. */
  readonly subcommands?: readonly string[]
  /** Words after `--` are kept apart as `rest`. Without it, `--` only ends the options. */
  readonly rest?: true
  /** What stands behind the first word is another program's: kept as it was written, `--` included, as `rest`. */
  readonly tail?: true
  run(context: Context, args: Args): Promise<number>
}

/** What was typed, after parsing. */
export interface Args {
  readonly words: readonly string[]
  /** Words after `--`. */
  readonly rest: readonly string[]
  /** Values by long name, in the order given. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** Switches that were given. */
  readonly switches: ReadonlySet<string>
  /** Options of group `cargo` and those to be forwarded, as they were written. */
  readonly cargo: readonly string[]
}

/** The last value of an option, or undefined. */
export function valueOf(args: Args, long: string): string | undefined {
  return args.values[long]?.at(-1)
}
