import { EXIT } from '../../core/problem/problem.ts'
import type { FileVerdict } from '../../core/verdict/finding.ts'
import { formatSize } from '../../core/text/format-size.ts'
import { makePaint } from '../../render/paint.ts'
import { renderRows } from '../../render/rows-text.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { buildForBoard } from '../../work/build-for-board.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { toBuildRequest } from '../build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, CARGO_SELECTION, VERIFY_OPTIONS } from '../cargo-options.ts'
import { dryRunCargo } from '../dry-run.ts'
import type { Command } from '../command.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'
import { shareBuilds } from '../share-builds.ts'

interface BuiltProgram {
  readonly board: string
  readonly target: string
  readonly name: string
  readonly path: string
  readonly size: number
}

export const buildCommand: Command = {
  name: 'build',
  summary: 'Build for the board',
  usage: '[--on BOARD] [cargo options]',
  about:
    'cargo build for the target of the board, and the verdict on what came out. Nothing is sent.\nBoards that one build serves share it.',
  options: [
    ...BOARDS_OPTIONS,
    ...BUILD_OPTIONS,
    ...VERIFY_OPTIONS,
    ...CARGO_OPTIONS,
    ...CARGO_SELECTION,
  ],
  examples: [
    { line: 'ferry build --on pi@raspberrypi.local', does: 'the crate of this folder' },
    { line: 'ferry build --on facts:pi4.json --workspace', does: 'for a board that is not here' },
    { line: 'ferry build --all', does: 'for every board of ferry.toml' },
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
    const shared = shareBuilds(context, boards)
    const outcomes = await eachBoard(context, {
      command: 'build',
      boards,
      atOnce: atOnceOf(args, 'build'),
      work: async (own, board) => {
        const request = toBuildRequest(own, args, board, loaded.config, 'build')
        const { report, verdicts } = await buildForBoard(
          context.world,
          { ...request, ...(shared ? { shared } : {}) },
          own.tell,
        )
        const programs: BuiltProgram[] = []
        for (const { name, executable } of report.programs) {
          if (executable === undefined) continue
          const size = (await context.world.files.stat(executable))?.size ?? 0
          programs.push({ board: board.name, target: report.target, name, path: executable, size })
        }
        const fails = verdicts.some(({ verdict }) => verdict === 'fails')
        return { code: fails ? EXIT.finding : EXIT.done, value: { programs, verdicts } }
      },
    })
    const programs = outcomes.flatMap(({ value }) => value?.programs ?? [])
    const results: readonly FileVerdict[] = outcomes.flatMap(({ value }) => value?.verdicts ?? [])
    const bad = results.filter(({ verdict }) => verdict !== 'runs')
    context.answer(
      {
        schema: 'ferry.build/1',
        programs,
        results: toVerifyJson(results).results,
        ...failedBoards(outcomes),
      },
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
    return codeOfBoards(outcomes)
  },
}
