import type { Tell } from '../core/event.ts'
import { cargoFailed } from '../core/problem/cargo-problems.ts'
import { EXIT } from '../core/problem/problem.ts'
import type { Command } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import { prepareForBoard } from './cargo-on-board.ts'
import type { CargoOnBoardEnd, CargoOnBoardRequest } from './cargo-on-board.ts'

export interface AnyCargoRequest extends Omit<CargoOnBoardRequest, 'cargoArgs' | 'rest'> {
  /** Everything behind the subcommand, as it was written. */
  readonly words: readonly string[]
  /** Takes what cargo prints; missing: it goes to ferry's own streams. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void
}

export interface AnyCargoPlan {
  readonly command: Command & { readonly env: Readonly<Record<string, string>> }
  readonly target: string
}

const KEPT_BYTES = 4 * 1024 * 1024

/** nextest-metadata, `NextestExitCode::TEST_RUN_FAILED`. */
const NEXTEST_FAILED = 100

/**
 * Any of cargo's subcommands for a board. Not every one takes `--target` or `--target-dir`: the environment tells cargo both, so that the
 * words stay as the user wrote them. Throws what `prepareForBoard` throws.
 */
export async function planAnyCargo(
  world: World,
  request: AnyCargoRequest,
  tell: Tell,
): Promise<AnyCargoPlan> {
  const { subcommand, words } = request
  const own = upToRest(words)
  const { tools, prepared } = await prepareForBoard(
    world,
    { ...request, cargoArgs: own, rest: [] },
    tell,
  )
  const { args, aside } = prepared
  const { file, cwd, env } = prepared.command(subcommand)
  const namesFolder = own.some((word) => /^--target-dir(=|$)/.test(word))
  return {
    target: tools.target,
    command: {
      file,
      args: [subcommand, ...words],
      ...(cwd === undefined ? {} : { cwd }),
      env: {
        ...env,
        ...(args.target === undefined ? { CARGO_BUILD_TARGET: tools.target } : {}),
        ...(aside === undefined || namesFolder ? {} : { CARGO_TARGET_DIR: aside }),
      },
    },
  }
}

/** Runs it. Throws `cargo/failed` where cargo could not even start. */
export async function runAnyCargo(
  world: World,
  request: AnyCargoRequest,
  tell: Tell,
): Promise<CargoOnBoardEnd> {
  const { onOutput, keepStdout, signal, subcommand } = request
  const { command, target } = await planAnyCargo(world, request, tell)
  tell({ kind: 'command', file: command.file, args: command.args, env: command.env, where: 'host' })
  const { ending, stdout } = await world.processes.run(command, {
    ...(onOutput ? {} : { stdin: 'inherit' as const }),
    stdout: onOutput || keepStdout === true ? 'capture' : 'inherit',
    stderr: onOutput ? 'capture' : 'inherit',
    maxBytes: KEPT_BYTES,
    ...(onOutput
      ? {
          onStdout: (chunk: Uint8Array) => onOutput('stdout', chunk),
          onStderr: (chunk: Uint8Array) => onOutput('stderr', chunk),
        }
      : {}),
    ...(signal ? { signal } : {}),
  })
  if (ending.kind === 'not-started') {
    throw cargoFailed(command.args, ending.errno, undefined, undefined, [])
  }
  const code = ending.kind === 'exit' ? toExit(subcommand, ending.code) : EXIT.interrupted
  return { code, target, stdout }
}

/** What ferry ends with: a failed test is a finding, `cargo run` ends as its program does, all else is cargo's failure. */
export function toExit(subcommand: string, code: number): number {
  if (code === 0) return EXIT.done
  if (subcommand === 'run' || subcommand === 'r') return code
  if (['test', 't', 'bench'].includes(subcommand)) return EXIT.finding
  return subcommand === 'nextest' && code === NEXTEST_FAILED ? EXIT.finding : EXIT.cargo
}

function upToRest(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--')
  return end < 0 ? words : words.slice(0, end)
}
