import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { decodeText } from '../../src/core/bytes/decode-text.ts'
import { planProbe } from '../../src/core/plan/probe-script.ts'
import { readProbeAnswer } from '../../src/core/read/probe-answer.ts'
import { quoteSh } from '../../src/core/text/quote-sh.ts'
import { planOnBoard, type Enterable } from './enter-board.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/** Runs ferry's own probe in the board's root, under its emulator, by its own sh. Throws where it does not answer. */
export async function probeBoard(
  name: string,
  board: Enterable,
  { world }: OracleWorld,
): Promise<BoardFacts> {
  const command = planOnBoard(board, `/bin/sh -c ${quoteSh(`cd / && ${planProbe()}`)}`)
  const ended = await world.processes.run(command, { timeoutMs: 120_000 })
  const answer = readProbeAnswer(decodeText(ended.stdout))
  if (!answer.whole) {
    const said = decodeText(ended.stderr).trim().split('\n').slice(-5).join(' / ')
    throw new Error(`The probe of ${name} ended with ${JSON.stringify(ended.ending)}: ${said}`)
  }
  return { ...answer.facts, name }
}
