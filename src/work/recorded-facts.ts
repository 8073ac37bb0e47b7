import type { BoardFacts } from '../core/board/board-facts.ts'
import { parseBoardFactsText } from '../core/board/parse-board-facts.ts'
import { decodeFile } from '../core/bytes/decode-file.ts'
import { badFacts } from '../core/problem/board-problems.ts'
import type { World } from '../ports/world.ts'

/** The file of `facts:FILE`, or undefined for any other destination. */
export function recordedFile(destination: string): string | undefined {
  return destination.startsWith('facts:') ? destination.slice('facts:'.length) : undefined
}

/** Reads recorded facts. Throws `board/bad-facts`. */
export async function readRecordedFacts(world: World, file: string): Promise<BoardFacts> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await world.files.read(file)
  } catch (error) {
    throw badFacts(file, [(error as Error).message])
  }
  if (bytes === undefined) throw badFacts(file, ['there is no such file'])
  const parsed = parseBoardFactsText(decodeFile(bytes))
  if (parsed.kind === 'bad') throw badFacts(file, parsed.issues)
  return parsed.facts
}
