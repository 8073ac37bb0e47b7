import { dirname, join } from 'node:path'

import type { Tell } from '../core/event.ts'
import { parseCargoArguments } from '../core/plan/cargo-arguments.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { parseDepFile } from '../core/read/dep-file.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { buildForBoard } from './build-for-board.ts'
import type { BuildForBoardRequest, BuiltForBoard } from './build-for-board.ts'
import { findProject } from './building/find-project.ts'
import { findHostCargo } from './find-host-cargo.ts'
import { shipRunFiles } from './run-files.ts'
import { runProgram } from './run-program.ts'
import type { RunReport, RunRequest } from './run-program.ts'
import { takeSnapshot, waitForChange } from './watch-sources.ts'
import type { Sources } from './watch-sources.ts'

export interface WatchRequest extends Omit<
  BuildForBoardRequest,
  'subcommand' | 'runner' | 'signal'
> {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Files and folders that come along, relative to the package: `[run] files`. What changes in them starts the program anew. */
  readonly files: readonly string[]
  /** Send it even where it is certain to fail. */
  readonly force: boolean
  readonly run: Pick<RunRequest, 'cwd' | 'sudo' | 'onStdout' | 'onStderr'>
  /** Ends the watch, and the program with it. */
  readonly signal: AbortSignal
}

/** What happens while one watches. */
export interface WatchHearers {
  /** It was built and is about to be started; the verdicts are those of this build. */
  readonly onStart: (verdicts: readonly FileVerdict[]) => void
  /** It would not run there, and was not sent: what runs goes on. */
  readonly onRefused: (verdicts: readonly FileVerdict[]) => void
  /** The build failed, or the board could not be reached: what runs goes on. */
  readonly onProblem: (problem: ProblemError) => void
  /** The program ended by itself. */
  readonly onEnd: (run: RunReport) => void
}

export interface WatchReport {
  /** How often the program was started. */
  readonly starts: number
  readonly builds: number
}

/** A program that was told to end by SIGINT has this time. */
const GRACE_MS = 3000

interface Running {
  readonly over: Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Build, verify, ship, run; and again each time a source changes. What runs is ended only when the new program is there and would run: a
 * source that does not compile changes nothing on the board. Ends when `signal` aborts. Throws only where the project cannot be found.
 */
export async function watchOnBoard(
  world: World,
  request: WatchRequest,
  tell: Tell,
  hearers: WatchHearers,
): Promise<WatchReport> {
  const { signal } = request
  let sources = await findSources(world, request, tell)
  const remote = await world.connect(request.board.destination)
  let running: Running | undefined
  let [starts, builds] = [0, 0]
  try {
    while (!signal.aborted) {
      const before = await takeSnapshot(world, sources)
      builds++
      const built = await tryToBuild(world, request, tell, hearers)
      if (built) {
        sources = await withBuilt(world, sources, built, request.files)
        await running?.stop()
        if (signal.aborted) break
        hearers.onStart(built.verdicts)
        starts++
        running = start(world, remote, request, built, tell, hearers)
      }
      // Files that only this build made known count as they are now.
      const from = new Map([...(await takeSnapshot(world, sources)), ...before])
      const changed = await waitForChange(world, sources, from, signal)
      if (changed !== undefined) tell({ kind: 'note', text: `Changed: ${changed}` })
    }
  } finally {
    await running?.stop()
    await remote.close()
  }
  return { starts, builds }
}

async function tryToBuild(
  world: World,
  request: WatchRequest,
  tell: Tell,
  hearers: WatchHearers,
): Promise<BuiltForBoard | undefined> {
  try {
    const built = await buildForBoard(world, { ...request, subcommand: 'run' }, tell)
    const fails = built.verdicts.some(({ verdict }) => verdict === 'fails')
    if (built.report.program?.executable !== undefined && (request.force || !fails)) return built
    hearers.onRefused(built.verdicts)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    if (!request.signal.aborted) hearers.onProblem(error)
  }
  return undefined
}

function start(
  world: World,
  remote: Remote,
  request: WatchRequest,
  built: BuiltForBoard,
  tell: Tell,
  hearers: WatchHearers,
): Running {
  const [end, kill] = [new AbortController(), new AbortController()]
  const folder = request.board.config?.folder
  let stopped = false
  const run = async (): Promise<void> => {
    try {
      const { files } = request
      const packageFolder = built.report.program?.packageFolder ?? world.host.cwd
      const cwd = await shipRunFiles(world, remote, built.facts, { packageFolder, files }, tell)
      const report = await runProgram(
        world,
        remote,
        built.facts,
        {
          file: built.report.program?.executable ?? '',
          args: request.args,
          env: request.env,
          ...(cwd === undefined ? {} : { cwd }),
          ...request.run,
          // Nobody types into a program that comes and goes.
          pty: false,
          stdin: 'empty',
          ...(folder === undefined ? {} : { to: `${folder.replace(/\/$/, '')}/` }),
          signal: end.signal,
          kill: kill.signal,
        },
        tell,
      )
      if (!stopped) hearers.onEnd(report)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (!stopped) hearers.onProblem(error)
    }
  }
  const over = run()
  return {
    over,
    stop: async () => {
      stopped = true
      end.abort()
      const timer = setTimeout(() => kill.abort(), GRACE_MS)
      try {
        await over
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** The packages of the workspace, and what configures them. */
async function findSources(world: World, request: WatchRequest, tell: Tell): Promise<Sources> {
  const args = parseCargoArguments(request.cargoArgs)
  const cargo = (await findHostCargo(world, tell))?.file ?? 'cargo'
  const { manifest, metadata } = await findProject(world, world.host.cwd, args, { cargo, env: {} })
  const folders = metadata.packages.map(({ manifestPath }) => dirname(manifestPath))
  const roots = [...new Set([metadata.workspaceRoot, dirname(manifest), world.host.cwd])]
  const names = ['Cargo.toml', 'Cargo.lock', 'ferry.toml', 'rust-toolchain.toml', 'rust-toolchain']
  const files = roots.flatMap((root) => [
    ...names.map((name) => join(root, name)),
    join(root, '.cargo', 'config.toml'),
  ])
  return { folders: [...new Set(folders)], files }
}

/** With what the program was built from (packages beside the workspace, files that it includes), and what comes along with it. */
async function withBuilt(
  world: World,
  sources: Sources,
  { report }: BuiltForBoard,
  files: readonly string[],
): Promise<Sources> {
  const program = report.program?.executable
  if (program === undefined) return sources
  const home = report.program?.packageFolder ?? world.host.cwd
  const along = files.map((name) => join(home, name))
  const text = await world.files.readText(`${program.replace(/\.exe$/, '')}.d`)
  const made = report.prepared.project.metadata.targetFolder
  const found = parseDepFile(text ?? '').filter((file) => !file.startsWith(made))
  return {
    folders: [...new Set([...sources.folders, ...along])],
    files: [...new Set([...sources.files, ...found])],
  }
}
