import { EXIT } from '../../core/problem/problem.ts'
import type { FileVerdict } from '../../core/verdict/finding.ts'
import { formatSize } from '../../core/text/format-size.ts'
import { makePaint } from '../../render/paint.ts'
import { renderRows } from '../../render/rows-text.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { buildForBoard } from '../../work/build-for-board.ts'
import { chooseBoards } from '../boards.ts'
import { toBuildRequest } from '../build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, CARGO_SELECTION, VERIFY_OPTIONS } from '../cargo-options.ts'
import { dryRunCargo } from '../dry-run.ts'
import type { Command } from '../command.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const buildCommand: Command = {
  name: 'build',
  summary: 'Build for the board',
  usage: '[--on BOARD] [cargo options]',
  about:
    'cargo build for the target of the board, and the verdict on what came out. Nothing is sent.',
  options: [
    ...BOARD_OPTIONS,
    ...BUILD_OPTIONS,
    ...VERIFY_OPTIONS,
    ...CARGO_OPTIONS,
    ...CARGO_SELECTION,
  ],
  examples: [
    { line: 'ferry build --on pi@raspberrypi.local', does: 'the crate of this folder' },
    { line: 'ferry build --on facts:pi4.json --workspace', does: 'for a board that is not here' },
  ],
  words: [0, 0],
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'build')
    if (context.dryRun) {
      return dryRunCargo(context, boards, (board) => ({
        ...toBuildRequest(context, args, board, loaded.config, 'build'),
        rest: [],
      }))
    }
    const programs: {
      readonly board: string
      readonly target: string
      readonly name: string
      readonly path: string
      readonly size: number
    }[] = []
    const results: FileVerdict[] = []
    for (const board of boards) {
      const built = await buildForBoard(
        context.world,
        toBuildRequest(context, args, board, loaded.config, 'build'),
        context.tell,
      )
      results.push(...built.verdicts)
      for (const { name, executable } of built.report.programs) {
        if (executable === undefined) continue
        const size = (await context.world.files.stat(executable))?.size ?? 0
        programs.push({
          board: board.name,
          target: built.report.target,
          name,
          path: executable,
          size,
        })
      }
    }
    const bad = results.filter(({ verdict }) => verdict !== 'runs')
    context.answer(
      { schema: 'ferry.build/1', programs, results: toVerifyJson(results).results },
      () =>
        [
          bad.length > 0 ? `${renderVerify(bad, makePaint(context.color))}\n` : '',
          renderRows(
            programs.map(({ board, path, size }) => [
              path,
              formatSize(size),
              `for ${board}: ${results.find((r) => r.file === path && r.board === board)?.verdict ?? 'not judged'}`,
            ]),
          ),
        ].join(''),
    )
    return results.some(({ verdict }) => verdict === 'fails') ? EXIT.finding : EXIT.done
  },
}
