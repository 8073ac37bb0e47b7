import type { Tell } from '../core/event.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { buildForBoard, buildForFacts } from './build-for-board.ts'
import type { BuildForBoardRequest, BuiltForBoard } from './build-for-board.ts'
import { lookMeanwhile } from './look-meanwhile.ts'
import { recallForRun } from './probe.ts'
import { shipRunFiles } from './run-files.ts'
import { runProgram, streamsOf } from './run-program.ts'
import type { RunReport, RunRequest } from './run-program.ts'
import { BoardChanged } from './ship.ts'
import { recallNewest } from './shipped-notes.ts'

export interface RunOnBoardRequest extends Omit<BuildForBoardRequest, 'subcommand' | 'runner'> {
  /** Words for the program. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Files and folders that come along, relative to the package: `[run] files`. */
  readonly files?: readonly string[]
  /** Send it even where it is certain to fail. */
  readonly force: boolean
  readonly run: Pick<RunRequest, 'cwd' | 'sudo' | 'pty' | 'stdin' | 'onStdout' | 'onStderr'>
  /** Called when everything before the program has been said. */
  readonly beforeRun: (verdicts: readonly FileVerdict[]) => void
}

export type RunOnBoardReport =
  | { readonly kind: 'refused'; readonly built: BuiltForBoard }
  | { readonly kind: 'ran'; readonly built: BuiltForBoard; readonly run: RunReport }

/**
 * Build, verify, ship, run. Nothing that is certain to fail is sent unless it is forced. What is remembered of the board is
 * taken as it is. Whether it is still true is looked at beside a cargo that takes its time, else by the script that ships or
 * starts: only where it is not, or where nothing is remembered or the verdict is no, is the board asked what it is.
 */
export async function runOnBoard(
  world: World,
  request: RunOnBoardRequest,
  tell: Tell,
): Promise<RunOnBoardReport> {
  const { destination, name } = request.board
  const remembered = await recallForRun(world, destination)
  const remote = await world.connect(destination)
  try {
    if (remembered) {
      const { fingerprint } = remembered
      const newest = await recallNewest(world, remote.name, remembered.facts)
      const look = lookMeanwhile(remote, remembered, newest, streamsOf(world, request.run))
      try {
        const display = { ...request.display, onCompiling: look.begin }
        const building = { ...request, subcommand: 'run', display } as const
        const built = await buildForFacts(world, building, remembered.facts, tell)
        if (!isRefused(built, false)) {
          const seen = await look.seen()
          if (seen?.changed === true) throw new BoardChanged()
          return await start(world, remote, request, built, tell, seen ?? { fingerprint })
        }
      } catch (error) {
        // What failed may have failed for a board that is another one by now.
        if (!(error instanceof BoardChanged) && (await look.seen())?.changed !== true) throw error
        tell({ kind: 'note', text: `Asking again: ${name} is not what it was` })
      }
    }
    const built = await buildForBoard(world, { ...request, subcommand: 'run' }, tell)
    if (isRefused(built, request.force)) return { kind: 'refused', built }
    return await start(world, remote, request, built, tell)
  } finally {
    await remote.close()
  }
}

function isRefused({ report, verdicts }: BuiltForBoard, force: boolean): boolean {
  if (report.program?.executable === undefined) return true
  return !force && verdicts.some(({ verdict }) => verdict === 'fails')
}

async function start(
  world: World,
  remote: Remote,
  request: RunOnBoardRequest,
  built: BuiltForBoard,
  tell: Tell,
  known: Pick<RunRequest, 'fingerprint' | 'freeBytes'> = {},
): Promise<RunOnBoardReport> {
  const folder = request.board.config?.folder
  request.beforeRun(built.verdicts)
  const { program } = built.report
  const { files = [] } = request
  const packageFolder = program?.packageFolder ?? world.host.cwd
  const cwd = await shipRunFiles(world, remote, built.facts, { packageFolder, files }, tell)
  const run = await runProgram(
    world,
    remote,
    built.facts,
    {
      file: program?.executable ?? '',
      args: request.args,
      env: request.env,
      ...(cwd === undefined ? {} : { cwd }),
      ...request.run,
      ...(folder === undefined ? {} : { to: `${folder.replace(/\/$/, '')}/` }),
      ...(known.fingerprint === undefined ? {} : { fingerprint: known.fingerprint }),
      ...(known.freeBytes === undefined ? {} : { freeBytes: known.freeBytes }),
      ...(request.signal ? { signal: request.signal } : {}),
    },
    tell,
  )
  return { kind: 'ran', built, run }
}
