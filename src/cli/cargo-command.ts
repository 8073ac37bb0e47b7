import { decodeText } from '../core/bytes/decode-text.ts'
import { EXIT } from '../core/problem/problem.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { readFailedTests } from '../core/read/failed-tests.ts'
import { makePaint } from '../render/paint.ts'
import { renderProblem } from '../render/problem-text.ts'
import { renderVerify } from '../render/verify-text.ts'
import { serveAgent } from '../shell/agent/serve-agent.ts'
import type { BuildReport } from '../work/build.ts'
import type { CargoOnBoardEnd } from '../work/cargo-on-board.ts'
import type { LoadedConfig } from '../work/load-config.ts'
import type { SharedBuilds } from '../work/shared-builds.ts'
import { testOnBoard } from '../work/test-on-board.ts'
import { answerForBoards } from './answer-for-boards.ts'
import { makeBoardOutput } from './board-output.ts'
import type { BoardOutput } from './board-output.ts'
import { dryRunCargo } from './dry-run.ts'
import { atOnceOf, chooseBoards } from './boards.ts'
import { toBuildRequest } from './build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, CARGO_SELECTION, VERIFY_OPTIONS } from './cargo-options.ts'
import type { Args, Command } from './command.ts'
import type { Context, Report } from './context.ts'
import { codeOfBoards, eachBoard } from './each-board.ts'
import { BOARDS_OPTIONS } from './global-options.ts'
import { shareBuilds } from './share-builds.ts'

/** `ferry test` and `ferry bench`: cargo's own, with the board as its runner. */
export function makeCargoCommand(
  subcommand: 'test' | 'bench',
  about: Pick<Command, 'summary' | 'about' | 'examples'>,
): Command {
  return {
    name: subcommand,
    usage: `[--on BOARD] [cargo options] [NAME] [-- libtest options]`,
    ...about,
    options: [
      ...BOARDS_OPTIONS,
      ...BUILD_OPTIONS,
      ...VERIFY_OPTIONS.filter(({ long }) => long === 'allow'),
      ...CARGO_OPTIONS,
      ...CARGO_SELECTION,
      { long: 'doc', group: 'cargo', help: "The library's documentation tests" },
      { long: 'no-run', group: 'cargo', help: 'Build, and run nothing' },
      { long: 'no-fail-fast', group: 'cargo', help: 'Go on after a failure' },
    ],
    words: [0, 1],
    rest: true,
    run: async (context, args) => {
      const { boards, loaded } = await chooseBoards(context, args, subcommand)
      if (context.dryRun) {
        return dryRunCargo(context, boards, (board) => {
          const request = toBuildRequest(context, args, board, loaded.config, subcommand)
          return { ...request, cargoArgs: [...request.cargoArgs, ...args.words], rest: args.rest }
        })
      }
      const inText = context.format === 'text'
      const shared = shareBuilds(context, boards)
      const outcomes = await eachBoard(context, {
        command: subcommand,
        boards,
        atOnce: atOnceOf(args, subcommand),
        work: async (own, board) => {
          const { code, target, stdout } = await testOne(
            own,
            args,
            { board, subcommand, loaded },
            shared,
          )
          const answer = {
            schema: `ferry.${subcommand}/1`,
            board: board.name,
            target,
            code,
            passed: code === EXIT.done,
            stdout: decodeText(stdout),
          }
          return { code, value: answer }
        },
      })
      const answers = outcomes.flatMap(({ board, value, problem }): Report[] =>
        problem
          ? [{ schema: `ferry.${subcommand}/1`, board: board.name, passed: false, problem }]
          : value
            ? [value]
            : [],
      )
      if (!inText) answerForBoards(context, answers)
      return codeOfBoards(outcomes)
    },
  }
}

async function testOne(
  context: Context,
  args: Args,
  what: {
    readonly board: SelectedBoard
    readonly subcommand: 'test' | 'bench'
    readonly loaded: LoadedConfig
  },
  shared: SharedBuilds<BuildReport> | undefined,
): Promise<CargoOnBoardEnd> {
  const { board, subcommand, loaded } = what
  const paint = makePaint(context.color)
  const { cargoArgs, ...request } = toBuildRequest(context, args, board, loaded.config, subcommand)
  const output = chooseOutput(context, board.name, shared !== undefined)
  const end = await testOnBoard(
    context.world,
    {
      ...request,
      display: context.quiet ? {} : { ...request.display, show: withoutEnd(context.passOn) },
      cargoArgs: [...cargoArgs, ...(context.quiet ? ['--quiet'] : []), ...args.words],
      rest: args.rest,
      files: loaded.config.run.files ?? [],
      env: loaded.config.run.env ?? {},
      ...(shared ? { shared } : {}),
      ...(context.format === 'text' ? {} : { keepStdout: true as const }),
      ...(output ? { onOutput: output.take } : {}),
      render: {
        refused: (verdicts) => Buffer.from(renderVerify(verdicts, paint)),
        problem: (problem) => Buffer.from(renderProblem(problem, paint)),
      },
      serve: (handle) => serveAgent(context.world.host, handle),
    },
    context.tell,
  )
  output?.end()
  if (end.code !== EXIT.done) {
    context.annotate.failedTests(readFailedTests(decodeText(end.stdout)), board.name)
  }
  return end
}

/** Where what cargo and the tests print goes by way of ferry: several boards, and where ferry reads it, too. undefined: ferry's own streams. */
function chooseOutput(context: Context, name: string, several: boolean): BoardOutput | undefined {
  if (several) {
    return context.format === 'text'
      ? makeBoardOutput(context, name)
      : { take: () => undefined, end: () => undefined }
  }
  if (!context.annotate.active || context.format !== 'text') return undefined
  return {
    take: (stream, chunk) => void process[stream].write(chunk),
    end: () => undefined,
  }
}

/** cargo is called twice, to build and to run: that the first is done, and what it made, the second says again. */
function withoutEnd(show: (chunk: Uint8Array) => void): (chunk: Uint8Array) => void {
  return (chunk) => {
    // oxlint-disable-next-line no-control-regex -- cargo's words may be coloured
    const end = /^(?:\u001b\[[\d;]*m)* *(?:\u001b\[[\d;]*m)*(?:Finished|Executable)\b.*\n/gm
    const rest = Buffer.from(chunk).toString('latin1').replaceAll(end, '')
    if (rest !== '') show(Buffer.from(rest, 'latin1'))
  }
}
