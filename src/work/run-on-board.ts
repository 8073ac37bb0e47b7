import type { Tell } from '../core/event.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { buildForBoard } from './build-for-board.ts'
import type { BuildForBoardRequest, BuiltForBoard } from './build-for-board.ts'
import { runProgram } from './run-program.ts'
import type { RunReport, RunRequest } from './run-program.ts'

export interface RunOnBoardRequest extends Omit<BuildForBoardRequest, 'subcommand' | 'runner'> {
  /** Words for the program. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Send it even where it is certain to fail. */
  readonly force: boolean
  readonly run: Pick<RunRequest, 'cwd' | 'sudo' | 'pty' | 'stdin' | 'onStdout' | 'onStderr'>
  /** Called when everything before the program has been said. */
  readonly beforeRun: (verdicts: readonly FileVerdict[]) => void
}

export type RunOnBoardReport =
  | { readonly kind: 'refused'; readonly built: BuiltForBoard }
  | { readonly kind: 'ran'; readonly built: BuiltForBoard; readonly run: RunReport }

/** Build, verify, ship, run. Nothing that is certain to fail is sent unless it is forced. */
export async function runOnBoard(
  world: World,
  request: RunOnBoardRequest,
  tell: Tell,
): Promise<RunOnBoardReport> {
  const built = await buildForBoard(world, { ...request, subcommand: 'run' }, tell)
  const file = built.report.program?.executable
  const fails = built.verdicts.some(({ verdict }) => verdict === 'fails')
  if (file === undefined || (fails && !request.force)) return { kind: 'refused', built }
  request.beforeRun(built.verdicts)
  const remote = await world.connect(request.board.destination)
  try {
    const folder = request.board.config?.folder
    const run = await runProgram(
      world,
      remote,
      built.facts,
      {
        file,
        args: request.args,
        env: request.env,
        ...request.run,
        ...(folder === undefined ? {} : { to: `${folder.replace(/\/$/, '')}/` }),
        ...(request.signal ? { signal: request.signal } : {}),
      },
      tell,
    )
    return { kind: 'ran', built, run }
  } finally {
    await remote.close()
  }
}
