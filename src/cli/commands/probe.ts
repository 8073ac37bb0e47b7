import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import { renderBoard } from '../../render/board-text.ts'
import { chooseForFacts } from '../../work/choose-target.ts'
import { probe } from '../../work/probe.ts'
import { saveBoard } from '../../work/save-board.ts'
import { chooseBoard } from '../boards.ts'
import type { Command } from '../command.ts'
import { valueOf } from '../command.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

export const probeCommand: Command = {
  name: 'probe',
  summary: 'What a board is',
  usage: 'DESTINATION [--save NAME]',
  about:
    'One connection, one round trip, a POSIX shell alone, nothing written on the board. With\n--format json the answer is a file that --on facts:FILE.json reads.',
  options: [
    ...BOARD_OPTIONS,
    { long: 'save', value: 'NAME', help: 'Write it into ferry.toml under this name' },
    { long: 'cached', help: 'Take what is remembered where the board has not changed' },
  ],
  examples: [
    { line: 'ferry probe pi@raspberrypi.local', does: 'look' },
    { line: 'ferry probe pi@raspberrypi.local --save pi', does: 'from then on: --on pi' },
    { line: 'ferry probe virtual:pi-4 --format json > pi4.json', does: 'record the facts' },
  ],
  words: [0, 1],
  run: async (context, args) => {
    const [word] = args.words
    if (word !== undefined && args.values['on']) {
      throw wrongUsage(
        'ferry probe takes a destination or --on, not both',
        `${word} was given beside --on`,
        ['ferry', 'probe', '--help'],
      )
    }
    const named = word === undefined ? args : { ...args, values: { ...args.values, on: [word] } }
    const { board } = await chooseBoard(context, named, 'probe')
    const fresh = !args.switches.has('cached')
    const facts = await probe(context.world, board.destination, context.tell, {
      fresh,
      signal: context.signal,
    })
    const name = valueOf(args, 'save')
    if (name !== undefined)
      await saveBoard(context.world, { name, destination: board.destination }, context.tell)
    const { why } = await chooseForFacts(facts)
    context.answer({ ...facts }, () => renderBoard(facts, why))
    return EXIT.done
  },
}
