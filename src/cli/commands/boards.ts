import { EXIT, ProblemError } from '../../core/problem/problem.ts'
import type { BoardFacts } from '../../core/board/board-facts.ts'
import { selectBoards } from '../../core/plan/select-boards.ts'
import { renderRows } from '../../render/rows-text.ts'
import { loadConfig } from '../../work/load-config.ts'
import { describeBoard, probe } from '../../work/probe.ts'
import { atOnce } from '../at-once.ts'
import type { Command } from '../command.ts'

/** A question costs little here and there; each is an ssh of its own. */
const ASKED_AT_ONCE = 16

export const boardsCommand: Command = {
  name: 'boards',
  summary: 'The configured boards, and which answer',
  usage: '',
  options: [],
  examples: [{ line: 'ferry boards', does: 'one line a board' }],
  words: [0, 0],
  run: async (context) => {
    const { config, file } = await loadConfig(context.world)
    const boards = selectBoards([], true, config)
    const quiet = (): void => undefined
    const rows = await atOnce(boards, ASKED_AT_ONCE, async ({ name, destination }) => {
      try {
        const facts: BoardFacts = await probe(context.world, destination, quiet, {
          signal: context.signal,
        })
        return {
          name,
          destination,
          answers: true,
          is: describeBoard(facts),
          target: facts.target ?? null,
        }
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        return {
          name,
          destination,
          answers: false,
          is: error.problem.title,
          code: error.problem.code,
          target: null,
        }
      }
    })
    context.answer({ schema: 'ferry.boards/1', file: file ?? null, boards: rows }, () =>
      rows.length === 0
        ? 'No board is configured. ferry probe pi@raspberrypi.local --save pi adds one.\n'
        : renderRows([
            ['NAME', 'DESTINATION', 'ANSWERS', 'TARGET', 'IS'],
            ...rows.map((row) => [
              row.name,
              row.destination,
              row.answers ? 'yes' : 'no',
              row.target ?? '',
              row.is,
            ]),
          ]),
    )
    return rows.every(({ answers }) => answers) ? EXIT.done : EXIT.board
  },
}
