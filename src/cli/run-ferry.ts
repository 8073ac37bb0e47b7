import { EXIT, ProblemError } from '../core/problem/problem.ts'
import { sshToVirtual } from '../core/plan/ssh-to-virtual.ts'
import type { Problem } from '../core/problem/problem.ts'
import { unknownWord } from '../core/problem/usage-problems.ts'
import { nearestWord } from '../core/text/nearest.ts'
import type { World } from '../ports/world.ts'
import type { CompletionCommand } from '../render/completion.ts'
import { renderCommandHelp, renderMainHelp } from '../render/help-text.ts'
import { makePaint } from '../render/paint.ts'
import { renderProblem } from '../render/problem-text.ts'
import { makeAnnotator } from './annotator.ts'
import type { Annotator } from './annotator.ts'
import { COMMAND_TABLE, HIDDEN_COMMANDS } from './command-table.ts'
import type { Args } from './command.ts'
import { valueOf } from './command.ts'
import { toCompletionOption } from './completion-option.ts'
import type { Context } from './context.ts'
import { GLOBAL_OPTIONS } from './global-options.ts'
import { moveLeadingOptions, parseArgs } from './parse-args.ts'
import { makeReporter } from './reporter.ts'

/** Where ferry writes, and what it may touch. A test gives fakes. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly stdout: { readonly write: (text: string) => void; readonly terminal: boolean }
  readonly stderr: {
    readonly write: (text: string | Uint8Array) => void
    readonly terminal: boolean
    readonly columns: () => number
    readonly rows?: () => number
  }
  readonly ticks: () => number
  readonly appendFile: (path: string, text: string) => void
  readonly signal: AbortSignal
  /** Builds the world when a command needs one. */
  readonly makeWorld: (options: WorldOptions) => Promise<World>
}

export interface WorldOptions {
  readonly tell: Context['tell']
  readonly signal: AbortSignal
}

/** Runs one command line; gives the exit code. Never throws. */
export async function runFerry(argv: readonly string[], around: Surroundings): Promise<number> {
  const flags = sniffFlags(argv, around)
  const { env, stderr, appendFile } = around
  const annotate = makeAnnotator({ env, write: stderr.write, appendFile })
  const status: Status = { clear: () => undefined, annotate }
  try {
    return await dispatch(argv, around, status)
  } catch (error) {
    status.clear()
    if (
      around.signal.aborted &&
      !(error instanceof ProblemError && error.problem.exit === EXIT.bug)
    ) {
      return EXIT.interrupted
    }
    const raw = error instanceof ProblemError ? error.problem : toBug(error, around)
    const { cache } = status
    const problem =
      raw.fix && cache !== undefined ? { ...raw, fix: sshToVirtual(raw.fix, cache) } : raw
    if (flags.json) {
      around.stdout.write(`${JSON.stringify({ schema: 'ferry.problem/1', ...problem })}\n`)
    }
    around.stderr.write(renderProblem(problem, makePaint(flags.colorErr())))
    annotate.problem(problem)
    return problem.exit
  } finally {
    status.clear()
  }
}

/** What is known once a command runs. */
interface Status {
  /** Takes the reporter's status line away. */
  clear: () => void
  /** ferry's cache folder. */
  cache?: string
  readonly annotate: Annotator
}

async function dispatch(
  argv: readonly string[],
  around: Surroundings,
  status: Status,
): Promise<number> {
  // `ferry +nightly run`, as rustup's own proxies take it.
  const toolchain = argv[0]?.startsWith('+') ? argv[0].slice(1) : undefined
  const [first, ...rest] = moveLeadingOptions(toolchain === undefined ? argv : argv.slice(1))
  const table = Object.entries(COMMAND_TABLE).map(([name, { summary }]) => [name, summary] as const)
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const named = first === 'help' ? rest[0] : undefined
    if (named !== undefined) return dispatch([named, '--help'], around, status)
    const write = first === undefined ? around.stderr.write : around.stdout.write
    write(renderMainHelp(table, GLOBAL_OPTIONS))
    return first === undefined ? EXIT.usage : EXIT.done
  }
  if (first === '--version' || first === '-V') {
    around.stdout.write(`ferry ${around.version}\n`)
    return EXIT.done
  }
  const load = Object.hasOwn(COMMAND_TABLE, first)
    ? COMMAND_TABLE[first]?.load
    : Object.hasOwn(HIDDEN_COMMANDS, first)
      ? HIDDEN_COMMANDS[first]
      : undefined
  if (!load) {
    const near = nearestWord(first, Object.keys(COMMAND_TABLE))
    const what = first.startsWith('-') ? 'option' : 'command'
    const meant = ['ferry', ...(toolchain === undefined ? [] : [`+${toolchain}`]), near ?? '']
    throw unknownWord(what, first, near, ['ferry', '--help'], [...meant, ...rest])
  }
  const command = await load()
  const args = parseArgs(command, rest)
  if (args.switches.has('help')) {
    around.stdout.write(
      renderCommandHelp({ ...command, options: [...command.options, ...GLOBAL_OPTIONS] }),
    )
    return EXIT.done
  }
  const context = await makeContext(args, argv, { ...around, annotate: status.annotate }, toolchain)
  status.clear = context.clear
  status.cache = context.world.host.cache
  return command.run(context, args)
}

async function makeContext(
  args: Args,
  typed: readonly string[],
  around: Surroundings & { readonly annotate: Annotator },
  toolchain: string | undefined,
): Promise<Context> {
  const format = (valueOf(args, 'format') ?? 'text') as Context['format']
  const quiet = args.switches.has('quiet')
  const verbose = args.values['verbose']?.length ?? 0
  const wish = valueOf(args, 'color')
  const color = wantsColor(wish, around, around.stdout.terminal)
  const reporter = makeReporter({
    write: around.stderr.write,
    columns: around.stderr.columns,
    rows: around.stderr.rows ?? (() => 24),
    terminal: around.stderr.terminal,
    color: wantsColor(wish, around, around.stderr.terminal),
    quiet,
    verbose,
    ticks: around.ticks,
  })
  const events = valueOf(args, 'events')
  const tell: Context['tell'] = (event) => {
    const line = `${JSON.stringify({ schema: 'ferry.event/1', ...event })}\n`
    if (events !== undefined) around.appendFile(events, line)
    if (format === 'jsonl') around.stdout.write(line)
    // Once interrupted, what still ends draws no status line any more.
    else if (!around.signal.aborted) reporter.tell(event)
    if (event.kind === 'verdict') around.annotate.verdict(event.result)
  }
  return {
    world: await around.makeWorld({ tell, signal: around.signal }),
    tell,
    answer: (report, text) => {
      reporter.clear()
      // Facts that were read from a file have their fields in that file's order.
      const { schema, ...rest } = report
      const json = (): string => `${JSON.stringify({ schema, ...rest })}\n`
      around.stdout.write(format === 'text' ? text() : json())
    },
    format,
    color,
    quiet,
    verbose,
    dryRun: args.switches.has('dry-run'),
    clear: reporter.clear,
    watch: reporter.watch,
    passOn: (chunk) => {
      if (quiet) return
      reporter.clear()
      around.stderr.write(chunk)
    },
    annotate: around.annotate,
    columns: around.stderr.terminal ? around.stderr.columns() : undefined,
    toolchain,
    typed,
    commands: describeCommands,
    signal: around.signal,
  }
}

async function describeCommands(): Promise<CompletionCommand[]> {
  return Promise.all(
    Object.entries(COMMAND_TABLE).map(async ([name, { summary, load }]) => {
      const command = await load()
      return {
        name,
        summary,
        subcommands: command.subcommands ?? [],
        options: [...command.options, ...GLOBAL_OPTIONS].map(toCompletionOption),
      }
    }),
  )
}

/** NO_COLOR (no-color.org) and --color rule; else a terminal that is not dumb. */
function wantsColor(wish: string | undefined, around: Surroundings, terminal: boolean): boolean {
  if (wish === 'always') return true
  if (wish === 'never' || around.env['NO_COLOR']) return false
  return terminal && around.env['TERM'] !== 'dumb'
}

/** What must be known of the flags even where parsing fails. */
function sniffFlags(
  argv: readonly string[],
  around: Surroundings,
): { readonly json: boolean; readonly colorErr: () => boolean } {
  const end = argv.indexOf('--')
  const own = end < 0 ? argv : argv.slice(0, end)
  const find = (name: string): string | undefined => {
    const at = own.findIndex((word) => word === name || word.startsWith(`${name}=`))
    const word = own[at]
    return word === undefined
      ? undefined
      : word === name
        ? own[at + 1]
        : word.slice(name.length + 1)
  }
  return {
    json: find('--format') === 'json' || find('--format') === 'jsonl',
    colorErr: () => wantsColor(find('--color'), around, around.stderr.terminal),
  }
}

function toBug(error: unknown, around: Surroundings): Problem {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    code: 'ferry/bug',
    title: `this is a bug in ferry ${around.version}: ${error instanceof Error ? error.message : String(error)}`,
    why: 'ferry did not expect this; nothing that you typed should lead here',
    output: text.split('\n').slice(0, 10),
    fix: { text: 'report it with the lines above and the command that you typed' },
    exit: EXIT.bug,
  }
}
