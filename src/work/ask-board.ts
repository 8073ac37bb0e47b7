import { decodeText } from '../core/bytes/decode-text.ts'
import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { planLibraryVersions } from '../core/plan/library-versions-script.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { readLibraryVersions } from '../core/read/library-versions.ts'
import { unknownVersions } from '../core/verdict/unknown-versions.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { recordedFile } from './recorded-facts.ts'

/** Runs a question on the board and gives what it printed; undefined where the board was not reached. */
export type Ask = (script: string) => Promise<string | undefined>

const mostMs = 20_000

/**
 * Questions to a board for what its facts leave open, over one connection that is made at the
 * first of them. Recorded facts (`facts:FILE`) have no board behind them: `ask` is missing.
 */
export function askBoard(
  world: Pick<World, 'connect'>,
  destination: string,
): { readonly ask?: Ask; readonly close: () => Promise<void> } {
  if (recordedFile(destination) !== undefined) return { close: async () => {} }
  let connection: Promise<Remote> | undefined
  return {
    ask: async (script) => {
      try {
        connection ??= world.connect(destination)
        const ended = await (await connection).exec(script, { timeoutMs: mostMs })
        return decodeText(ended.stdout)
      } catch (error) {
        // What stays unknown is a warning of the verdict; it must not end the work.
        if (error instanceof ProblemError) return undefined
        throw error
      }
    },
    close: async () => {
      const remote = await connection?.catch(() => undefined)
      await remote?.close()
    },
  }
}

/** The board's facts with the versions that this file needs of its libraries, as far as the board tells. */
export async function withAskedVersions(
  ask: Ask | undefined,
  elf: ElfFacts,
  board: BoardFacts,
): Promise<BoardFacts> {
  const wanted = unknownVersions(elf, board)
  if (!ask || wanted.length === 0) return board
  const answer = await ask(planLibraryVersions(wanted))
  const found = answer === undefined ? undefined : readLibraryVersions(answer)
  return found ? { ...board, symbolVersions: { ...found, ...board.symbolVersions } } : board
}
