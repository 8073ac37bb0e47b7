import { decodeText } from '../core/bytes/decode-text.ts'
import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { learnVersions } from '../core/board/symbol-versions.ts'
import { planLibraryVersions } from '../core/plan/library-versions-script.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { readLibraryVersions } from '../core/read/library-versions.ts'
import { unknownVersions } from '../core/verdict/unknown-versions.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { recallFacts, rememberFacts } from './facts-cache.ts'
import { keepLibraries, type KeptLibraries } from './keep-libraries.ts'
import { recordedFile } from './recorded-facts.ts'

/** Questions to a board for what its facts leave open. */
export interface Ask {
  /** Runs a script on the board and gives what it printed; undefined where the board was not reached. */
  (script: string): Promise<string | undefined>
  /** The same, for output that is no text. Missing: the board cannot be asked for bytes. */
  readonly bytes?: (script: string) => Promise<Uint8Array | undefined>
  /** Symbols of the board’s libraries that were read before. */
  readonly libraries?: KeptLibraries
  /** Remembers versions of libraries with the board's facts, so that the next command need not ask. */
  readonly learn?: (add: (facts: BoardFacts) => BoardFacts) => Promise<void>
}

const mostMs = 20_000
const mostAnswerBytes = 32 * 1024 * 1024

/**
 * Questions to a board for what its facts leave open, over one connection that is made at the
 * first of them. Recorded facts (`facts:FILE`) have no board behind them: `ask` is missing.
 */
export function askBoard(
  world: World,
  destination: string,
): { readonly ask?: Ask; readonly close: () => Promise<void> } {
  if (recordedFile(destination) !== undefined) return { close: async () => {} }
  let connection: Promise<Remote> | undefined
  const bytes = async (script: string): Promise<Uint8Array | undefined> => {
    try {
      connection ??= world.connect(destination)
      const options = { timeoutMs: mostMs, maxBytes: mostAnswerBytes }
      const ended = await (await connection).exec(script, options)
      return ended.stdout
    } catch (error) {
      // What stays unknown is a warning of the verdict; it must not end the work.
      if (error instanceof ProblemError) return undefined
      throw error
    }
  }
  const run = async (script: string): Promise<string | undefined> => {
    const answer = await bytes(script)
    return answer && decodeText(answer)
  }
  const learn = async (add: (facts: BoardFacts) => BoardFacts): Promise<void> => {
    const known = await recallFacts(world, destination)
    if (known) await rememberFacts(world, destination, { ...known, facts: add(known.facts) })
  }
  return {
    ask: Object.assign(run, { bytes, learn, libraries: keepLibraries(world, destination) }),
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
  if (!found) return board
  const add = (facts: BoardFacts): BoardFacts => learnVersions(facts, wanted, found)
  await ask.learn?.(add)
  return add(board)
}
