import type { BoardFacts } from '../../core/board/board-facts.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import { escapeLine } from '../../core/text/escape-controls.ts'
import { renderBoard } from '../../render/board-text.ts'
import { chooseForFacts } from '../../work/choose-target.ts'
import { probe } from '../../work/probe.ts'
import { saveBoard } from '../../work/save-board.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import type { Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import type { BoardOutcome } from '../each-board.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

export const probeCommand: Command = {
  name: 'probe',
  summary: 'What a board is',
  usage: 'DESTINATION… [--save NAME]',
  about:
    'One connection, one round trip, a POSIX shell alone, nothing written on the board. With\n--format json the answer is a file that --on facts:FILE.json reads; of several boards the others stand in more.',
  options: [
    ...BOARDS_OPTIONS,
    { long: 'save', value: 'NAME', help: 'Write it into ferry.toml under this name' },
    { long: 'cached', help: 'Take what is remembered where the board has not changed' },
  ],
  examples: [
    { line: 'ferry probe pi@raspberrypi.local', does: 'look' },
    { line: 'ferry probe pi@raspberrypi.local --save pi', does: 'from then on: --on pi' },
    { line: 'ferry probe virtual:pi-4 --format json > pi4.json', does: 'record the facts' },
  ],
  words: [0, Number.MAX_SAFE_INTEGER],
  run: async (context, args) => {
    if (args.words.length > 0 && args.values['on']) {
      throw wrongUsage(
        'ferry probe takes a destination or --on, not both',
        `${args.words.join(', ')} was given beside --on`,
        ['ferry', 'probe', '--help'],
      )
    }
    const named =
      args.words.length === 0 ? args : { ...args, values: { ...args.values, on: args.words } }
    const { boards } = await chooseBoards(context, named, 'probe')
    const name = valueOf(args, 'save')
    if (name !== undefined && boards.length > 1) {
      throw wrongUsage(
        `${name} can be the name of one board alone`,
        `--save was given with ${boards.length} boards: ${boards.map((board) => board.name).join(', ')}`,
        ['ferry', 'probe', boards[0]?.destination ?? 'DESTINATION', '--save', name],
      )
    }
    const outcomes = await eachBoard(context, {
      command: 'probe',
      boards,
      atOnce: atOnceOf(args, 'probe'),
      work: async ({ tell }, { destination }) => {
        const fresh = !args.switches.has('cached')
        const { signal } = context
        const facts = await probe(context.world, destination, tell, { fresh, signal })
        if (name !== undefined) await saveBoard(context.world, { name, destination }, tell)
        return { code: EXIT.done, value: facts }
      },
    })
    const probed = outcomes.flatMap(({ board, value }) =>
      value ? [boards.length > 1 ? { ...value, name: board.name } : value] : [],
    )
    if (context.format !== 'text') answerProbed(context, probed, outcomes)
    else {
      const texts = await Promise.all(
        probed.map(async (facts) => renderBoard(facts, (await chooseForFacts(facts)).why)),
      )
      const text = texts.map((one, at) =>
        boards.length > 1 ? `${escapeLine(probed[at]?.name ?? '')}:\n${one}` : one,
      )
      context.answer({ schema: 'ferry.board/1' }, () => text.join('\n'))
    }
    return codeOfBoards(outcomes)
  },
}

/** One document: the first board that answered, the others in `more`, those that did not in `failed`. Where none did it is the first's problem. */
function answerProbed(
  context: Context,
  probed: readonly BoardFacts[],
  outcomes: readonly BoardOutcome<BoardFacts>[],
): void {
  const failed = failedBoards(outcomes)
  const [first, ...more] = probed
  const problem = failed.failed?.[0]?.problem
  const answer = first
    ? { ...first, ...(more.length > 0 ? { more } : {}) }
    : { schema: 'ferry.problem/1', ...problem }
  context.answer({ ...answer, ...failed }, () => '')
}
