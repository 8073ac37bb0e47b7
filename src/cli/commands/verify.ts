import { EXIT } from '../../core/problem/problem.ts'
import { makePaint } from '../../render/paint.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { askBoard } from '../../work/ask-board.ts'
import { probe } from '../../work/probe.ts'
import { makeDeepLooker, makeReadyLooker } from '../../work/make-deep-looker.ts'
import { verifyFiles } from '../../work/verify.ts'
import { allowedCodes } from '../allowed-codes.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import type { Command } from '../command.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Will these files run on that board?',
  usage: 'FILE… --on BOARD',
  about:
    'Reads what the files need (machine, interpreter, libraries and their versions, CPU, page size)\nand compares it with what the board has. Nothing is sent. Exit 0: nothing stands against them for\ncertain; exit 1: at least one is certain to fail.',
  options: [
    ...BOARDS_OPTIONS,
    { long: 'allow', value: 'CODE', many: true, help: 'Take this finding as no reason to refuse' },
    { long: 'deep', help: "Also look into the code for instructions that the board's CPU lacks" },
  ],
  examples: [
    {
      line: 'ferry verify target/release/app --on pi@raspberrypi.local',
      does: 'one file, a board over SSH',
    },
    {
      line: 'ferry verify dist/ --on facts:pi4.json --format json',
      does: 'a folder, recorded facts, for a script',
    },
  ],
  words: [1, Number.MAX_SAFE_INTEGER],
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'verify')
    const outcomes = await eachBoard(context, {
      command: 'verify',
      boards,
      atOnce: atOnceOf(args, 'verify'),
      work: async ({ tell }, board) => {
        const facts = await probe(context.world, board.destination, tell, {
          signal: context.signal,
        })
        const makeLooker = args.switches.has('deep') ? makeDeepLooker : makeReadyLooker
        const options = {
          board: board.name,
          allow: allowedCodes(args, loaded.config),
          deep: makeLooker(context.world, tell),
        }
        const { ask, close } = askBoard(context.world, board.destination)
        try {
          const asking = { ...options, ...(ask && { ask }) }
          const judged = await verifyFiles(context.world, args.words, facts, asking, tell)
          const fails = judged.results.some(({ verdict }) => verdict === 'fails')
          return { code: fails ? EXIT.finding : EXIT.done, value: judged.results }
        } finally {
          await close()
        }
      },
    })
    const results = outcomes.flatMap(({ value }) => value ?? [])
    context.answer({ ...toVerifyJson(results), ...failedBoards(outcomes) }, () =>
      outcomes.some(({ value }) => value !== undefined)
        ? renderVerify(results, makePaint(context.color))
        : '',
    )
    return codeOfBoards(outcomes)
  },
}
