import { dirname, resolve } from 'node:path'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { toLinkingWishes } from '../core/plan/linking-wishes.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import { cargoFailed } from '../core/problem/cargo-problems.ts'
import { EXIT, ProblemError } from '../core/problem/problem.ts'
import type { Problem } from '../core/problem/problem.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { build } from './build.ts'
import type { BuildReport } from './build.ts'
import { buildKey } from './building/build-key.ts'
import { prepareBuild } from './building/prepare-build.ts'
import type { PreparedBuild } from './building/prepare-build.ts'
import type { CargoDisplay } from './building/run-cargo.ts'
import type { CargoOnBoardEnd, CargoOnBoardRequest } from './cargo-on-board.ts'
import { toolchainFor } from './for-board.ts'
import { probe } from './probe.ts'
import type { SharedBuilds } from './shared-builds.ts'
import { isLibtest } from './testing/is-libtest.ts'
import { openTestBench } from './testing/test-bench.ts'
import type { TestBench, TestProgram } from './testing/test-bench.ts'

export interface TestOnBoardRequest extends CargoOnBoardRequest {
  readonly subcommand: 'test' | 'bench'
  readonly allow: readonly string[]
  /** `[run]` of ferry.toml. */
  readonly files: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** How cargo's words of building reach the user. */
  readonly display: CargoDisplay
  /** Several boards: one build for all that it suits. */
  readonly shared?: SharedBuilds<BuildReport>
  /** Several boards: takes what cargo and the tests print. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void
  /** What a runner prints in place of its program's output. */
  readonly render: {
    /** It is certain to fail on the board. */
    readonly refused: (verdicts: readonly FileVerdict[]) => Uint8Array
    readonly problem: (problem: Problem) => Uint8Array
  }
  /** Listens for the runners that cargo starts. */
  readonly serve: ServeRunners
}

export type RunnerRequest = Pick<TestProgram, 'file' | 'args' | 'cwd' | 'env'> & {
  readonly color: boolean
}

export type ServeRunners = (
  handle: (
    request: RunnerRequest,
    reply: {
      readonly stdout: (chunk: Uint8Array) => Promise<void>
      readonly stderr: (chunk: Uint8Array) => Promise<void>
      readonly gone: AbortSignal
    },
  ) => Promise<number>,
) => Promise<{ readonly path: string; readonly close: () => void }>

const KEPT_BYTES = 4 * 1024 * 1024

/**
 * cargo's tests (benches, doctests) on the board: built first, then everything that they need is sent in one batch, then cargo starts
 * them, each by a runner that asks this very process, over one connection. Throws `cargo/failed` where the build fails.
 */
export async function testOnBoard(
  world: World,
  request: TestOnBoardRequest,
  tell: Tell,
): Promise<CargoOnBoardEnd> {
  const { board, signal } = request
  const facts = await probe(world, board.destination, tell, signal ? { signal } : {})
  const remote = await world.connect(board.destination)
  try {
    const { prepared, target, programs } = await buildTests(world, request, facts, tell)
    const { workspaceRoot, targetFolder } = prepared.project.metadata
    const bench = await openTestBench(
      world,
      remote,
      {
        facts,
        root: workspaceRoot,
        targetFolder: targetFolderOf(programs) ?? targetFolder,
        files: request.files,
        env: request.env,
        board: board.name,
        allow: request.allow,
      },
      tell,
    )
    if (programs.length > 0) await bench.prepare(programs)
    try {
      return await runTests(world, request, { prepared, target, bench }, tell)
    } finally {
      await bench.close()
    }
  } finally {
    await remote.close()
  }
}

interface BuiltTests {
  readonly prepared: PreparedBuild
  readonly target: string
  readonly programs: readonly string[]
}

/** What cannot be built without being run (`--doc`) is left to cargo. */
async function buildTests(
  world: World,
  request: TestOnBoardRequest,
  facts: BoardFacts,
  tell: Tell,
): Promise<BuiltTests> {
  const { board, cargoArgs, shared } = request
  const named = parseCargoArguments(cargoArgs).manifestPath
  const folder = named === undefined ? world.host.cwd : dirname(resolve(world.host.cwd, named))
  const wishes = {
    ...(request.target === undefined ? {} : { target: request.target }),
    ...(request.toolchain === undefined ? {} : { toolchain: request.toolchain }),
    ...(request.wishes ? { wishes: request.wishes } : {}),
  }
  const tools = await toolchainFor(world, { board, facts, folder, ...wishes }, tell)
  const key = shared && buildKey({ board, ...wishes }, facts)
  const wish = {
    cargoArgs,
    target: tools.target,
    board: facts,
    toolchain: tools,
    runner: [...world.host.self, '__runner', '--on', board.destination, '--'],
    wishes: toLinkingWishes(board, request.wishes),
  }
  if (cargoArgs.includes('--doc') || cargoArgs.includes('--no-run')) {
    const prepared = await prepareBuild(world, wish, tell)
    return { prepared, target: tools.target, programs: [] }
  }
  const { subcommand, display } = request
  const report =
    shared && key !== undefined
      ? await shared.once(key, () =>
          build(world, { ...wish, subcommand, display: shared.display }, shared.tell),
        )
      : await build(world, { ...wish, subcommand, display }, tell)
  const programs = report.programs.flatMap(({ executable, test, kind }) =>
    executable !== undefined && (test || kind === 'test' || kind === 'bench') ? [executable] : [],
  )
  return { prepared: report.prepared, target: report.target, programs }
}

/** `--target-dir`, CARGO_TARGET_DIR and `build-dir` move it: cargo's own answer counts. `TARGET/TRIPLE/PROFILE/deps/NAME`. */
function targetFolderOf([program]: readonly string[]): string | undefined {
  return program === undefined ? undefined : resolve(program, '..', '..', '..', '..')
}

async function runTests(
  world: World,
  request: TestOnBoardRequest,
  {
    prepared,
    target,
    bench,
  }: {
    readonly prepared: PreparedBuild
    readonly target: string
    readonly bench: TestBench
  },
  tell: Tell,
): Promise<CargoOnBoardEnd> {
  const { signal, onOutput } = request
  const turn = makeTurns()
  let bug: unknown
  const agent = await request.serve((asked, reply) =>
    turn(async () => {
      if (reply.gone.aborted) return EXIT.interrupted
      const end = await bench.run({
        ...asked,
        args: asked.color ? await withColor(world, asked) : asked.args,
        io: {
          pty: false,
          stdin: 'empty',
          kill: reply.gone,
          ...(signal ? { signal } : {}),
          onStdout: reply.stdout,
          onStderr: reply.stderr,
        },
      })
      if (end.kind === 'ended') return end.code
      await reply.stderr(request.render.refused(end.verdicts))
      return EXIT.finding
    }).catch(async (error: unknown) => {
      if (!(error instanceof ProblemError)) bug ??= error
      else await reply.stderr(request.render.problem(error.problem))
      return EXIT.board
    }),
  )
  const planned = prepared.command(request.subcommand, [], request.rest)
  const command = { ...planned, env: { ...planned.env, FERRY_AGENT: agent.path } }
  tell({ kind: 'command', file: command.file, args: command.args, env: command.env, where: 'host' })
  try {
    const { ending, stdout } = await world.processes.run(command, {
      ...(onOutput ? {} : { stdin: 'inherit' as const }),
      stdout: onOutput || request.keepStdout === true ? 'capture' : 'inherit',
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
    const end = (code: number): CargoOnBoardEnd => ({ code, target, stdout })
    if (bug !== undefined) throw bug
    if (ending.kind === 'not-started') {
      throw cargoFailed(command.args, ending.errno, undefined, undefined, [])
    }
    if (ending.kind !== 'exit') return end(EXIT.interrupted)
    return end(ending.code === 0 ? EXIT.done : EXIT.finding)
  } finally {
    agent.close()
  }
}

/** libtest paints for a terminal alone, and what it sees is a pipe. */
async function withColor(world: World, { file, args }: RunnerRequest): Promise<readonly string[]> {
  if (args.some((word) => word.startsWith('--color')) || !(await isLibtest(world, file)))
    return args
  return [...args, '--color', 'always']
}

/** One after the other: sessions of one connection that open while others end are dropped by some servers (makeOpenSshRemote). */
function makeTurns(): <value>(work: () => Promise<value>) => Promise<value> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}
