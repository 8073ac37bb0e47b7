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
import { BUILD_OPTIONS, CARGO_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'What is missing on this machine, and for the board, each with its fix',
  usage: '[--on BOARD] [--fix]',
  about:
    'Looks only: nothing is fetched and nothing changed without --fix, which mends with the least (in\nferry’s cache where that will do, and it says so before sudo), looks again, and tells what it did.\nEnds with 1 where something that is needed is missing or blocked.',
  options: [
    ...BOARD_OPTIONS,
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
    const { config } = await loadConfig(context.world)
    const boards = selectBoards(args.values['on'] ?? [], args.switches.has('all'), config)
    const reports: DoctorReport[] = []
    for (const board of boards.length > 0 ? boards : [undefined]) {
      reports.push(await examine(context, args, board))
    }
    const [first, ...more] = reports
    context.answer(
      { schema: 'ferry.doctor/1', ...first, ...(more.length > 0 ? { more } : {}) },
      () =>
        reports
          .map((report) => {
            const head = reports.length > 1 ? `${report.board ?? ''}:\n` : ''
            return `${head}${renderDoctor(report, makePaint(context.color))}`
          })
          .join('\n'),
    )
    return reports.every(({ ok }) => ok) ? EXIT.done : EXIT.finding
  },
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
