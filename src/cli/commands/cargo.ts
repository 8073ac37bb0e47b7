import { decodeText } from '../../core/bytes/decode-text.ts'
import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import { planAnyCargo, runAnyCargo } from '../../work/any-cargo.ts'
import type { AnyCargoRequest } from '../../work/any-cargo.ts'
import { answerForBoards } from '../answer-for-boards.ts'
import { makeBoardOutput } from '../board-output.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { buildWishes } from '../build-request.ts'
import { BUILD_OPTIONS } from '../cargo-options.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context, Report } from '../context.ts'
import { answerDry } from '../dry-run.ts'
import type { DryCommand } from '../dry-run.ts'
import { codeOfBoards, eachBoard } from '../each-board.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'
import { splitBoards } from '../split-boards.ts'

/** They put programs on this host, or make none. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  install: ['ferry', 'install'],
  new: ['cargo', 'new'],
  init: ['cargo', 'init'],
}

export const cargoCommand: Command = {
  name: 'cargo',
  summary: "Any of cargo's subcommands for the board: clippy, check, nextest, tree, …",
  usage: '[--on BOARD] SUBCOMMAND [its words]',
  about:
    "cargo gets the board's target, linker, sysroot and compilers by its environment, and ferry as its\nrunner, so that what it starts runs on the board. ferry's options stand before SUBCOMMAND; what stands\nbehind it is cargo's, but for --on. Ends with 5 where cargo fails, with 1 where tests do.",
  options: [
    ...BOARDS_OPTIONS,
    ...BUILD_OPTIONS.filter(({ long }) => ['target', 'static', 'glibc'].includes(long)),
  ],
  examples: [
    { line: 'ferry cargo clippy --on pi', does: 'clippy for the board' },
    {
      line: 'ferry cargo --on virtual:pi-zero nextest run',
      does: 'its tests, by nextest, on the board',
    },
    { line: 'ferry cargo --all check --workspace', does: 'for every board of ferry.toml' },
  ],
  words: [1, 1],
  tail: true,
  run: async (context, args) => {
    const [subcommand = ''] = args.words
    const { on, words } = splitBoards(args.rest)
    const instead = Object.hasOwn(ELSEWHERE, subcommand) ? ELSEWHERE[subcommand] : undefined
    if (instead) {
      const why = `cargo ${subcommand} does nothing with a project for a board`
      throw wrongUsage(`ferry cargo has no ${subcommand}`, why, [...instead, ...words])
    }
    const named = { ...args, values: { ...args.values, ...withOn(args, on) } }
    const { boards } = await chooseBoards(context, named, 'cargo')
    const toRequest = (board: SelectedBoard): AnyCargoRequest => ({
      board,
      subcommand,
      words,
      ...wishesOf(context, args),
      signal: context.signal,
    })
    if (context.dryRun) {
      const commands: DryCommand[] = []
      for (const board of boards) {
        const { command } = await planAnyCargo(context.world, toRequest(board), context.tell)
        commands.push({ where: 'host', file: command.file, args: command.args, env: command.env })
      }
      return answerDry(context, commands)
    }
    const inText = context.format === 'text'
    const outcomes = await eachBoard(context, {
      command: 'cargo',
      boards,
      atOnce: atOnceOf(args, 'cargo'),
      work: async (own, board) => {
        const lines = inText && boards.length > 1 ? makeBoardOutput(own, board.name) : undefined
        const { code, target, stdout } = await runAnyCargo(
          context.world,
          {
            ...toRequest(board),
            ...(inText ? {} : { keepStdout: true as const }),
            ...(boards.length > 1 ? { onOutput: lines?.take ?? (() => undefined) } : {}),
          },
          own.tell,
        )
        lines?.end()
        const passed = code === EXIT.done
        const value = {
          ...head(board, subcommand),
          target,
          code,
          passed,
          stdout: decodeText(stdout),
        }
        return { code, value }
      },
    })
    const answers = outcomes.flatMap(({ board, value, problem }): Report[] => [
      value ?? { ...head(board, subcommand), passed: false, ...(problem ? { problem } : {}) },
    ])
    if (!inText) answerForBoards(context, answers)
    return codeOfBoards(outcomes)
  },
}

function head(board: SelectedBoard, subcommand: string): Report {
  return { schema: 'ferry.cargo/1', board: board.name, subcommand }
}

function withOn(args: Args, more: readonly string[]): { readonly on?: readonly string[] } {
  const on = [...(args.values['on'] ?? []), ...more]
  return on.length === 0 ? {} : { on }
}

function wishesOf(
  { toolchain }: Context,
  args: Args,
): Pick<AnyCargoRequest, 'target' | 'toolchain' | 'wishes'> {
  const target = valueOf(args, 'target')
  return {
    ...(target === undefined ? {} : { target }),
    ...(toolchain === undefined ? {} : { toolchain }),
    ...buildWishes(args, 'cargo'),
  }
}
