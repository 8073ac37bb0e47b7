import { dirname, resolve } from 'node:path'

import { parseCargoArguments } from '../../core/plan/cargo-arguments.ts'
import { selectBoards } from '../../core/plan/select-boards.ts'
import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { renderDoctor } from '../../render/doctor-text.ts'
import { makePaint } from '../../render/paint.ts'
import { doctor } from '../../work/doctor.ts'
import type { DoctorReport } from '../../work/doctor.ts'
import { loadConfig } from '../../work/load-config.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'What is missing on this machine, and for the board, each with its fix',
  usage: '[--on BOARD] [--fix]',
  about:
    'Looks only: nothing is fetched and nothing changed without --fix, which mends with the least (in\nferry’s cache where that will do, and it says so before sudo), looks again, and tells what it did.\nEnds with 1 where something that is needed is missing or blocked.',
  options: [
    ...BOARDS_OPTIONS,
    { long: 'fix', help: 'Mend what can be mended, then look again' },
    ...BUILD_OPTIONS.filter(({ long }) => long === 'target'),
    ...CARGO_OPTIONS.filter(({ long }) => long === 'manifest-path'),
  ],
  examples: [
    { line: 'ferry doctor', does: 'this machine' },
    { line: 'ferry doctor --on pi@raspberrypi.local', does: 'and everything for that board' },
    { line: 'ferry doctor --on pi --fix', does: 'get what is missing, std and sysroot included' },
  ],
  words: [0, 0],
  run: async (context, args) => {
    const boards = await boardsOf(context, args)
    if (boards.length === 0) {
      const report = await examine(context, args, undefined)
      context.answer({ schema: 'ferry.doctor/1', ...report }, () =>
        renderDoctor(report, makePaint(context.color)),
      )
      return report.ok ? EXIT.done : EXIT.finding
    }
    const outcomes = await eachBoard(context, {
      command: 'doctor',
      boards,
      // What is mended is this one host.
      atOnce: args.switches.has('fix') ? 1 : atOnceOf(args, 'doctor'),
      work: async (own, board) => {
        const report = await examine(own, args, board)
        return { code: report.ok ? EXIT.done : EXIT.finding, value: report }
      },
    })
    const reports = outcomes.flatMap(({ value }) => (value ? [value] : []))
    answerDoctor(context, reports, failedBoards(outcomes))
    return codeOfBoards(outcomes)
  },
}

/** None: this machine alone is looked at. */
async function boardsOf(context: Context, args: Args): Promise<readonly SelectedBoard[]> {
  if (args.switches.has('retry-failed')) {
    return (await chooseBoards(context, args, 'doctor')).boards
  }
  const { config } = await loadConfig(context.world)
  return selectBoards(args.values['on'] ?? [], args.switches.has('all'), config)
}

/** The first board's report, the others' in `more`. Where there is none it is the first problem. */
function answerDoctor(
  context: Context,
  reports: readonly DoctorReport[],
  failed: ReturnType<typeof failedBoards>,
): void {
  const [first, ...more] = reports.map((report) => ({ schema: 'ferry.doctor/1', ...report }))
  const head = first
    ? { ...first, ...(more.length > 0 ? { more } : {}) }
    : { schema: 'ferry.problem/1', ...failed.failed?.[0]?.problem }
  context.answer({ ...head, ...failed }, () =>
    reports
      .map((report) => {
        const name = more.length > 0 ? `${report.board ?? ''}:\n` : ''
        return `${name}${renderDoctor(report, makePaint(context.color))}`
      })
      .join('\n'),
  )
}

function examine(
  context: Context,
  args: Args,
  board: SelectedBoard | undefined,
): Promise<DoctorReport> {
  const { world, toolchain, dryRun, signal, tell } = context
  const manifest = parseCargoArguments(args.cargo).manifestPath
  const target = valueOf(args, 'target')
  return doctor(
    world,
    {
      folder: manifest === undefined ? world.host.cwd : dirname(resolve(world.host.cwd, manifest)),
      fix: args.switches.has('fix') && !dryRun,
      signal,
      ...(board ? { board } : {}),
      ...(target === undefined ? {} : { target }),
      ...(toolchain === undefined ? {} : { toolchain }),
    },
    tell,
  )
}
