import { decodeText } from '../../core/bytes/decode-text.ts'
import type { Tell } from '../../core/event.ts'
import { noCargo } from '../../core/problem/cargo-problems.ts'
import { parseCargoMessage, type Artifact } from '../../core/read/cargo-messages.ts'
import type { Command, Ending } from '../../ports/processes.ts'
import type { World } from '../../ports/world.ts'

/** How what cargo says on stderr reaches the user. */
export interface CargoDisplay {
  /** Takes stderr of cargo as it comes; missing: it is kept for problems alone. */
  readonly show?: (chunk: Uint8Array) => void
  /** Columns of the terminal behind `show`; missing where it is none: then no colours and no progress bar. */
  readonly columns?: number
  readonly signal?: AbortSignal
  /** Called when cargo compiles something, which takes its time: what needs no program yet may begin. */
  readonly onCompiling?: () => void
}

export interface CargoRun {
  readonly ending: Ending
  readonly artifacts: readonly Artifact[]
  /** The last 64 kB of stderr. */
  readonly said: string
  readonly ms: number
}

/** Enough to hold the last error of every tool. */
const keptBytes = 65_536

/**
 * Runs cargo with its messages as JSON on stdout, which are read, and its story on stderr, which is
 * shown as it comes and kept for explaining a failure. Throws `cargo/missing`.
 */
export async function runCargo(
  world: Pick<World, 'processes' | 'host'>,
  command: Command & { readonly env: Readonly<Record<string, string>> },
  display: CargoDisplay,
  tell: Tell,
): Promise<CargoRun> {
  tell({ kind: 'command', file: command.file, args: command.args, env: command.env, where: 'host' })
  const artifacts: Artifact[] = []
  const readLine = makeLineReader((line) => {
    const message = parseCargoMessage(line)
    if (message.kind === 'artifact') artifacts.push(message.artifact)
  })
  const tail = makeTail(keptBytes)
  let compiling = false
  const ended = await inTurn(() =>
    world.processes.run(
      {
        ...command,
        env: { ...terminalVariables(world.host.env, display.columns), ...command.env },
      },
      {
        // Both streams are read as they come: nothing but the tail is kept.
        maxBytes: 0,
        onStdout: readLine,
        onStderr: (chunk) => {
          tail.take(chunk)
          if (!compiling && isCompiling(chunk)) {
            compiling = true
            display.onCompiling?.()
          }
          display.show?.(chunk)
        },
        ...(display.signal ? { signal: display.signal } : {}),
      },
    ),
  )
  if (ended.ending.kind === 'not-started') throw noCargo(command.file, ended.ending.errno)
  return { ending: ended.ending, artifacts, said: tail.text(), ms: ended.ms }
}

/** cargo's status line for each crate; one that is cut in two is missed, which costs nothing but time. */
function isCompiling(chunk: Uint8Array): boolean {
  return decodeText(chunk).includes('Compiling')
}

let last: Promise<unknown> = Promise.resolve()

/** Boards that are built for at the same time share a target folder, which cargo locks: they wait here, without its words about that. */
function inTurn<value>(work: () => Promise<value>): Promise<value> {
  const mine = last.then(work, work)
  last = mine
  return mine
}

/** cargo writes to a pipe here: it is told what stands behind (cargo book, `term.color`, `term.progress`). */
function terminalVariables(
  env: Readonly<Record<string, string | undefined>>,
  columns: number | undefined,
): Readonly<Record<string, string>> {
  if (columns === undefined) return {}
  const color = env['CARGO_TERM_COLOR'] ?? (env['NO_COLOR'] ? 'never' : 'always')
  const when = env['CARGO_TERM_PROGRESS_WHEN'] ?? 'always'
  return {
    CARGO_TERM_COLOR: color,
    CARGO_TERM_PROGRESS_WHEN: when,
    ...(when === 'always' ? { CARGO_TERM_PROGRESS_WIDTH: String(columns) } : {}),
  }
}

/** Gives whole lines of a stream of bytes; a character cut in two is put together. */
function makeLineReader(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder()
  let rest = ''
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}

function makeTail(limit: number): { take(chunk: Uint8Array): void; text(): string } {
  let kept: Uint8Array[] = []
  let size = 0
  return {
    take: (chunk) => {
      kept.push(chunk.slice())
      size += chunk.length
      while (kept.length > 1 && size - (kept[0]?.length ?? 0) >= limit) {
        size -= kept.shift()?.length ?? 0
      }
    },
    text: () => {
      const all = new Uint8Array(size)
      let at = 0
      for (const chunk of kept) {
        all.set(chunk, at)
        at += chunk.length
      }
      kept = [all]
      return new TextDecoder().decode(all.subarray(-limit))
    },
  }
}
