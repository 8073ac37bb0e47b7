import { decodeText } from '../core/bytes/decode-text.ts'
import { EXIT } from '../core/problem/problem.ts'
import { runCargoOnBoard } from '../work/cargo-on-board.ts'
import { answerForBoards } from './answer-for-boards.ts'
import { dryRunCargo } from './dry-run.ts'
import { chooseBoards } from './boards.ts'
import { toBuildRequest } from './build-request.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, CARGO_SELECTION } from './cargo-options.ts'
import type { Command } from './command.ts'
import type { Report } from './context.ts'
import { BOARD_OPTIONS } from './global-options.ts'

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
      ...BOARD_OPTIONS,
      ...BUILD_OPTIONS,
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
      const answers: Report[] = []
      let code: number = EXIT.done
      for (const board of boards) {
        if (boards.length > 1) context.tell({ kind: 'note', text: `Testing on ${board.name}` })
        const { cargoArgs, target, toolchain } = toBuildRequest(
          context,
          args,
          board,
          loaded.config,
          subcommand,
        )
        const one = await runCargoOnBoard(
          context.world,
          {
            board,
            subcommand,
            cargoArgs: [...cargoArgs, ...(context.quiet ? ['--quiet'] : []), ...args.words],
            rest: args.rest,
            ...(inText ? {} : { keepStdout: true }),
            ...(target === undefined ? {} : { target }),
            ...(toolchain === undefined ? {} : { toolchain }),
            signal: context.signal,
          },
          context.tell,
        )
        if (code === EXIT.done) code = one.code
        answers.push({
          schema: `ferry.${subcommand}/1`,
          board: board.name,
          target: one.target,
          code: one.code,
          passed: one.code === EXIT.done,
          stdout: decodeText(one.stdout),
        })
      }
      if (!inText) answerForBoards(context, answers)
      return code
    },
  }
}
