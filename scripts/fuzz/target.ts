import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import type { Reading } from '../../src/core/elf/byte-request.ts'
import { findFunction } from '../../src/core/elf/find-function.ts'
import { readArchive } from '../../src/core/elf/read-archive.ts'
import { readElf } from '../../src/core/elf/read-elf.ts'
import { readLinkedSymbols } from '../../src/core/elf/read-linked-symbols.ts'
import { stripDebug } from '../../src/core/elf/strip-debug.ts'
import { boardHas } from '../../src/core/instructions/board-has.ts'
import { judgeUses } from '../../src/core/instructions/judge-uses.ts'
import { readHeldUses } from '../../src/core/instructions/scan/held-uses.ts'
import { settleByScan } from '../../src/core/instructions/settle-by-scan.ts'
import { judge } from '../../src/core/verdict/judge.ts'
import { boardSamples } from '../../test/fakes/board-samples.ts'

export interface Looked {
  /** Bytes that the readers asked for. */
  readonly asked: number
  readonly problems: number
}

const boards = Object.values(boardSamples)

/**
 * Everything that ferry reads of a file on the host or on a board, and the verdict. Which board it is judged against stands in
 * byte 15, padding of e_ident, so that an input does the same again.
 */
export function readEverything(bytes: Uint8Array): Looked {
  const board: BoardFacts = boards[(bytes[15] ?? 0) % boards.length] ?? { schema: 'ferry.board/1' }
  let asked = 0
  const drive = <value>(reading: Reading<value>): value => {
    let step = reading.next()
    while (!step.done) {
      const { offset, length } = step.value
      asked += length
      step = reading.next(bytes.subarray(offset, offset + length))
    }
    return step.value
  }
  const elf = drive(readElf(bytes.length, { scan: { crates: true, jemalloc: true } }))
  const judged = judge(elf, board)
  drive(readArchive(bytes.length))
  drive(readLinkedSymbols(bytes.length))
  drive(findFunction(elf, 'main'))
  const held = drive(readHeldUses(elf, (feature) => boardHas(feature, elf, board).has !== true))
  const answer = { functions: 0, codeBytes: 0, seenBytes: 0, named: true, uses: held.uses }
  settleByScan(judged.findings, judgeUses(answer, elf, board), held.whole)
  stripDebug(bytes)
  return { asked, problems: elf.problems.length }
}
