import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { aarch64Has } from './aarch64-has.ts'
import { armHas } from './arm-has.ts'
import type { Has } from './has.ts'
import { powerHas } from './power-has.ts'
import { riscvHas } from './riscv-has.ts'
import { s390Has } from './s390-has.ts'

/** A feature as helpers/deep names it → whether the board has it. Missing facts are never taken for a lack. */
export function boardHas(feature: string, elf: ElfFacts, board: BoardFacts): Has {
  if (elf.machine === 'arm') return armHas(feature, board)
  if (elf.machine === 'aarch64') return aarch64Has(feature, board)
  if (elf.machine === 'riscv') return riscvHas(feature, board)
  if (elf.machine === 'powerpc64') return powerHas(feature, board)
  if (elf.machine === 's390') return s390Has(feature, board)
  const flags = board.cpu?.features ?? []
  if (flags.length === 0) return { has: undefined, from: 'its CPU flags are not known' }
  return { has: flags.includes(feature), from: 'flags of /proc/cpuinfo' }
}
