import { EXIT } from '../../core/problem/problem.ts'
import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { makePaint } from '../../render/paint.ts'
import { renderProblem } from '../../render/problem-text.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { renderWarnings } from '../../render/warnings-text.ts'
import type { LoadedConfig } from '../../work/load-config.ts'
import { watchOnBoard } from '../../work/watch-on-board.ts'
import type { WatchReport } from '../../work/watch-on-board.ts'
import { answerForBoards } from '../answer-for-boards.ts'
import { chooseBoards } from '../boards.ts'
import { makeBoardOutput } from '../board-output.ts'
import { toBuildRequest } from '../build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, VERIFY_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context, Report } from '../context.ts'
import { dryRunCargo } from '../dry-run.ts'
import { codeOfBoards, eachBoard } from '../each-board.ts'
import { envValues } from '../env-values.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

export const watchCommand: Command = {
  name: 'watch',
  summary: 'Rebuild, ship and restart the program on the board each time a source changes',
  usage: '[--on BOARD] [cargo options] [-- ARGS]',
  about:
    'The program that runs is ended only when the new one is built, verified and would run there: a source\nthat does not compile changes nothing on the board. Ctrl-C ends both. Watched are the packages of the\nworkspace, what the program was built from, and the files that configure cargo and ferry.',
  options: [
    ...BOARDS_OPTIONS,
    ...BUILD_OPTIONS,
    ...VERIFY_OPTIONS,
    { long: 'env', value: 'NAME=VALUE', many: true, help: 'Environment of the program' },
    {
      long: 'cwd',
      value: 'FOLDER',
      help: 'Working folder on the board (default: the home folder)',
    },
    { long: 'sudo', help: 'Run it as root by sudo' },
    ...CARGO_OPTIONS,
  ],
  examples: [
    { line: 'ferry watch --on pi@raspberrypi.local', does: 'the crate of this folder' },
    {
      line: 'ferry watch --on virtual:pi-4 --dev -- --port 8080',
      does: 'quick builds, with words',
    },
  ],
  words: [0, 0],
  rest: true,
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'watch')
    if (context.dryRun) {
      return dryRunCargo(context, boards, (board) => ({
        ...toBuildRequest(context, args, board, loaded.config, 'run'),
        subcommand: 'build',
        rest: [],
      }))
    }
    const outcomes = await eachBoard(context, {
      command: 'watch',
      boards,
      atOnce: boards.length,
      work: async (own, board) => {
        const value = await watchOne(own, args, board, loaded, boards.length > 1)
        return { code: EXIT.interrupted, value }
      },
    })
    const answers = outcomes.flatMap(({ board, value, problem }): Report[] => [
      { schema: 'ferry.watch/1', board: board.name, ...value, ...(problem ? { problem } : {}) },
    ])
    if (context.format !== 'text') answerForBoards(context, answers)
    return codeOfBoards(outcomes)
  },
}

async function watchOne(
  context: Context,
  args: Args,
  board: SelectedBoard,
  { config }: LoadedConfig,
  several: boolean,
): Promise<WatchReport> {
  const paint = makePaint(context.color)
  const cwd = valueOf(args, 'cwd')
  const lines = several ? makeBoardOutput(context, board.name) : undefined
  // The answer alone goes to stdout where it is JSON: the program's words are then part of the story.
  const story = context.format === 'text' ? undefined : context.passOn
  const { subcommand: _, ...request } = toBuildRequest(context, args, board, config, 'run')
  try {
    return await watchOnBoard(
      context.world,
      {
        ...request,
        signal: context.signal,
        args: args.rest,
        files: config.run.files ?? [],
        env: { ...config.run.env, ...envValues(args.values['env'] ?? [], context.world.host.env) },
        force: args.switches.has('force'),
        run: {
          ...(cwd === undefined ? {} : { cwd }),
          ...(args.switches.has('sudo') ? { sudo: true } : {}),
          ...(lines && !story
            ? {
                onStdout: (chunk: Uint8Array) => lines.take('stdout', chunk),
                onStderr: (chunk: Uint8Array) => lines.take('stderr', chunk),
              }
            : {}),
          ...(story ? { onStdout: story, onStderr: story } : {}),
        },
      },
      context.tell,
      {
        onStart: (verdicts) => {
          context.clear()
          if (!context.quiet) context.passOn(Buffer.from(renderWarnings(verdicts, paint)))
        },
        onRefused: (verdicts) => {
          context.clear()
          context.passOn(Buffer.from(renderVerify(verdicts, paint)))
          context.tell({ kind: 'note', text: 'It would not run there: waiting for a change' })
        },
        onProblem: ({ problem }) => {
          context.clear()
          context.passOn(Buffer.from(renderProblem(problem, paint)))
          context.tell({ kind: 'note', text: 'Waiting for a change' })
        },
        onEnd: ({ code }) => {
          context.tell({
            kind: 'note',
            text: `The program ended with ${code}: waiting for a change`,
          })
        },
      },
    )
  } finally {
    lines?.end()
  }
}
