import type { JudgeContext } from '../judge-context.ts'
import { isLoaderThere } from '../loaders.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/float-abi: floats passed in other registers than the board's libraries expect. A static
 * program has no such library, and a dynamic one may find a second set of them (multiarch), so it
 * counts where the program's own loader is not there. Libraries are loaded into a program of the
 * board's ABI, and cannot be (glibc refuses; musl crashes).
 */
export function judgeFloatAbi(context: JudgeContext): readonly Remark[] {
  const { elf, userland, board, role } = context
  if (elf.floatAbi === undefined || elf.machine !== userland?.machine) return []
  const isLinked = role !== 'program' || elf.interpreter !== undefined
  if (!isLinked) return []
  const need = words(elf.floatAbi)
  if (userland.floatAbi === undefined) {
    // The loader's own name tells the ABI apart; where it is known to be there, no more is needed.
    if (elf.interpreter !== undefined && isLoaderThere(elf.interpreter, board) === true) return []
    return [
      { code: 'elf/float-abi', severity: 'warning', args: { known: false }, need, got: 'unknown' },
    ]
  }
  if (userland.floatAbi === elf.floatAbi) return []
  const own = elf.interpreter
  const sameLoader = own !== undefined && own === board.userland?.interpreter
  if (own !== undefined && !sameLoader && isLoaderThere(own, board) === true) return []
  const got = words(userland.floatAbi)
  // The loaders do not compare: such a program starts, and goes wrong where a float is passed.
  if (sameLoader && role === 'program') {
    return [{ code: 'elf/float-abi', severity: 'warning', args: { known: true }, need, got }]
  }
  return [{ code: 'elf/float-abi', severity: 'error', args: { known: true }, need, got }]
}

function words(abi: string): string {
  return abi === 'hard' ? 'hard float' : abi === 'soft' ? 'soft float' : `${abi}-precision float`
}
