import { decodeText } from '../../core/bytes/decode-text.ts'
import { explainDeath } from '../../core/explain/explain-death.ts'
import { EXIT } from '../../core/problem/problem.ts'
import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { makePaint } from '../../render/paint.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { renderWarnings } from '../../render/warnings-text.ts'
import type { LoadedConfig } from '../../work/load-config.ts'
import type { BuildReport } from '../../work/build.ts'
import { runOnBoard } from '../../work/run-on-board.ts'
import type { SharedBuilds } from '../../work/shared-builds.ts'
import { answerForBoards } from '../answer-for-boards.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { codeOfBoards, eachBoard } from '../each-board.ts'
import { makeBoardOutput } from '../board-output.ts'
import { toBuildRequest } from '../build-request.ts'
import { shareBuilds } from '../share-builds.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, VERIFY_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context, Report } from '../context.ts'
import { dryRunCargo } from '../dry-run.ts'
import { envValues } from '../env-values.ts'
import { renderDeath } from '../../render/death-text.ts'
import { teeStderr } from '../tee-stderr.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

/** The program's output in a JSON document is cut here. */
const KEPT_BYTES = 4 * 1024 * 1024

export const runCommand: Command = {
  name: 'run',
  summary: 'Build, verify, ship and run a program on the board',
  usage: '[--on BOARD] [cargo options] [-- ARGS]',
  about:
    "Ends as the program does: its exit code, 128+N where signal N ended it; stdin, stdout and stderr\nbyte for byte; Ctrl-C reaches it. Nothing that is certain to fail is sent. With --format json the\nprogram's output is part of the document.",
  options: [
    ...BOARDS_OPTIONS,
    ...BUILD_OPTIONS,
    ...VERIFY_OPTIONS,
    {
      long: 'env',
      value: 'NAME=VALUE',
      many: true,
      help: 'Environment of the program; RUST_LOG and RUST_BACKTRACE pass by themselves',
    },
    {
      long: 'cwd',
      value: 'FOLDER',
      help: 'Working folder on the board (default: the home folder)',
    },
    { long: 'sudo', help: 'Run it as root by sudo' },
    ...CARGO_OPTIONS,
  ],
  examples: [
    {
      line: 'ferry run --on pi@raspberrypi.local',
      does: 'the crate of this folder, on that board',
    },
    {
      line: 'ferry run --on virtual:pi-zero --example blink -- --times 3',
      does: 'an example, with words of its own',
    },
    { line: 'cat data | ferry run --on pi --bin filter > out', does: 'in a pipe' },
  ],
  words: [0, 0],
  rest: true,
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'run')
    if (context.dryRun) {
      return dryRunCargo(context, boards, (board) => ({
        ...toBuildRequest(context, args, board, loaded.config, 'run'),
        subcommand: 'build',
        rest: [],
      }))
    }
    const shared = shareBuilds(context, boards)
    const outcomes = await eachBoard(context, {
      command: 'run',
      boards,
      atOnce: atOnceOf(args, 'run'),
      work: async (own, board) => {
        const { code, answer } = await runOne(own, args, board, loaded, shared)
        return { code, value: answer }
      },
    })
    const answers = outcomes.flatMap(({ board, value, problem }): Report[] =>
      problem
        ? [{ schema: 'ferry.run/1', board: board.name, ran: false, results: [], problem }]
        : value
          ? [value]
          : [],
    )
    if (context.format !== 'text') answerForBoards(context, answers)
    return codeOfBoards(outcomes)
  },
}

async function runOne(
  context: Context,
  args: Args,
  board: SelectedBoard,
  { config }: LoadedConfig,
  shared: SharedBuilds<BuildReport> | undefined,
): Promise<{ readonly code: number; readonly answer?: Report }> {
  const several = shared !== undefined
  const paint = makePaint(context.color)
  const captured = context.format === 'text' ? undefined : makeCaptures()
  const { stdinIsTerminal, stdoutIsTerminal } = context.world.host
  const tee = captured || several || (stdinIsTerminal && stdoutIsTerminal) ? undefined : teeStderr()
  const lines = several && !captured ? makeBoardOutput(context, board.name) : undefined
  const cwd = valueOf(args, 'cwd')
  const { subcommand: _, ...request } = toBuildRequest(context, args, board, config, 'run')
  const result = await runOnBoard(
    context.world,
    {
      ...request,
      ...(shared ? { shared } : {}),
      args: args.rest,
      ...(config.run.files === undefined ? {} : { files: config.run.files }),
      env: { ...config.run.env, ...envValues(args.values['env'] ?? [], context.world.host.env) },
      force: args.switches.has('force'),
      run: {
        ...(cwd === undefined ? {} : { cwd }),
        ...(args.switches.has('sudo') ? { sudo: true } : {}),
        ...(captured
          ? { pty: false, onStdout: captured.out.take, onStderr: captured.err.take }
          : {}),
        ...(tee ? { pty: false, onStderr: tee.take } : {}),
        ...(lines
          ? {
              pty: false,
              onStdout: (chunk: Uint8Array) => lines.take('stdout', chunk),
              onStderr: (chunk: Uint8Array) => lines.take('stderr', chunk),
            }
          : {}),
        // Several programs cannot share what is typed.
        ...(several ? { stdin: 'empty' as const } : {}),
      },
      beforeRun: (verdicts) => {
        context.clear()
        if (!context.quiet) context.passOn(Buffer.from(renderWarnings(verdicts, paint)))
        if (several) context.tell({ kind: 'step', id: 'run', text: 'Running the program' })
      },
    },
    context.tell,
  )
  lines?.end()
  if (result.kind === 'refused') {
    const { verdicts } = result.built
    if (!captured) {
      context.passOn(Buffer.from(renderVerify(verdicts, paint)))
      return { code: EXIT.finding }
    }
    const { results } = toVerifyJson(verdicts)
    const answer = { schema: 'ferry.run/1', board: board.name, ran: false, results }
    return { code: EXIT.finding, answer }
  }
  const findings = result.built.verdicts.flatMap((verdict) => verdict.findings)
  const said = captured?.err.text() ?? tee?.said()
  const death = explainDeath({
    code: result.run.code,
    findings,
    ...(said === undefined ? {} : { said }),
  })
  if (death && context.format === 'text') context.passOn(Buffer.from(renderDeath(death, paint)))
  const { built, run } = result
  if (!captured) return { code: run.code }
  return {
    code: run.code,
    answer: {
      schema: 'ferry.run/1',
      board: board.name,
      ran: true,
      target: built.report.target,
      program: built.report.program?.executable ?? null,
      code: run.code,
      death: death ?? null,
      shipped: run.shipped ?? null,
      results: toVerifyJson(built.verdicts).results,
      stdout: captured.out.text(),
      stderr: captured.err.text(),
    },
  }
}

interface Capture {
  readonly take: (chunk: Uint8Array) => void
  readonly text: () => string
}

function makeCaptures(): { readonly out: Capture; readonly err: Capture } {
  const make = (): Capture => {
    const chunks: Uint8Array[] = []
    let size = 0
    return {
      take: (chunk) => {
        if (size < KEPT_BYTES) chunks.push(chunk)
        size += chunk.length
      },
      text: () => decodeText(Buffer.concat(chunks).subarray(0, KEPT_BYTES)),
    }
  }
  return { out: make(), err: make() }
}
