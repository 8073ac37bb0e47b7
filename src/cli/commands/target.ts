import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import type { TargetWishes } from '../../core/target/target-choice.ts'
import { makePaint } from '../../render/paint.ts'
import { renderTarget } from '../../render/target-text.ts'
import { chooseForFacts, chooseForWords } from '../../work/choose-target.ts'
import type { TargetReport } from '../../work/choose-target.ts'
import { probe } from '../../work/probe.ts'
import { chooseBoard } from '../boards.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const targetCommand: Command = {
  name: 'target',
  summary: 'The right target for a board',
  usage: '[WORDS | --on BOARD]',
  about: 'From words (a board known by name), or from a board that can be reached or was recorded.',
  options: [
    ...BOARD_OPTIONS,
    {
      long: 'os',
      value: 'SYSTEM',
      help: "The system on the board, in words: 'raspberry pi os 32', 'debian 12', alpine",
    },
    { long: 'static', help: 'A program without a dynamic libc' },
    { long: 'density', help: 'Smaller code: Thumb-2 where the board has NEON' },
  ],
  examples: [
    { line: 'ferry target "raspberry pi zero w"', does: 'a board known by name' },
    {
      line: 'ferry target pi 4 --os "raspberry pi os 32"',
      does: 'a 32-bit system on a 64-bit board',
    },
    { line: 'ferry target --on pi@raspberrypi.local', does: 'this very board' },
  ],
  words: [0, 12],
  run: async (context, args) => {
    const report = await findTarget(context, args)
    context.answer({ ...report }, () => renderTarget(report, makePaint(context.color)))
    return report.target === null ? EXIT.finding : EXIT.done
  },
}

async function findTarget(context: Context, args: Args): Promise<TargetReport> {
  const wishes: TargetWishes = {
    ...(args.switches.has('static') ? { static: true } : {}),
    ...(args.switches.has('density') ? { density: true } : {}),
  }
  const os = valueOf(args, 'os')
  if (args.words.length > 0) {
    if (args.values['on'])
      throw wrongUsage(
        'ferry target takes words or --on, not both',
        `${args.words.join(' ')} was given beside --on`,
        ['ferry', 'target', '--help'],
      )
    return chooseForWords(args.words.join(' '), { ...(os === undefined ? {} : { os }), wishes })
  }
  const { board } = await chooseBoard(context, args, 'target')
  return chooseForFacts(await probe(context.world, board.destination, context.tell), wishes)
}
