import { readArchive } from '../../src/core/elf/read-archive.ts'
import type { Reading } from '../../src/core/elf/byte-request.ts'
import { readElf } from '../../src/core/elf/read-elf.ts'
import { readLinkedSymbols } from '../../src/core/elf/read-linked-symbols.ts'
import { boardHas } from '../../src/core/instructions/board-has.ts'
import { readHeldUses } from '../../src/core/instructions/scan/held-uses.ts'
import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { judge } from '../../src/core/verdict/judge.ts'

export interface Looked {
  /** Bytes that the readers asked for. */
  readonly asked: number
  readonly problems: number
}

/** Everything that ferry reads of a file on the host or on a board, and the verdict. */
export function readEverything(bytes: Uint8Array, board: BoardFacts): Looked {
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
  judge(elf, board)
  drive(readArchive(bytes.length))
  drive(readLinkedSymbols(bytes.length))
  drive(readHeldUses(elf, (feature) => boardHas(feature, elf, board).has !== true))
  return { asked, problems: elf.problems.length }
}
