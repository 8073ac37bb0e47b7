import type { BoardFacts } from '../board/board-facts.ts'
import { readArmSilicon, type ArmSilicon } from '../cpu/arm-silicon.ts'
import { readRiscvIsa, type RiscvIsa } from '../cpu/riscv-isa.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import type { SeenUserland } from '../target/draft.ts'
import { seeUserland } from '../target/see-userland.ts'
import type { MissingSymbols } from './find-missing-symbols.ts'

export interface JudgeOptions {
  /** `program` must start by itself; `library` is loaded by one; `object` is linked into one. Default: `program`. */
  readonly role?: 'program' | 'library' | 'object'
  /** Sonames that are shipped beside the program and found by it. */
  readonly beside?: readonly string[]
  /** Symbols that no library of the board defines, where the board was asked. */
  readonly missingSymbols?: MissingSymbols
  /** Bytes that will be written; default: the file's size. 0 where nothing is sent. */
  readonly bytes?: number
  /** The folder that it will be put into; default: any of the board's places. */
  readonly place?: string
  /** Codes that are no more than notes. */
  readonly allow?: readonly string[]
  /** How the board is called in fixes; default: its facts' name. */
  readonly board?: string
  /** How the file is called in fixes. */
  readonly file?: string
}

/** What the rules look at: both sides, and what follows from the board's facts. */
export interface JudgeContext {
  readonly elf: ElfFacts
  readonly board: BoardFacts
  readonly options: JudgeOptions
  readonly role: 'program' | 'library' | 'object'
  /** What the board's own programs are; missing where nothing tells. */
  readonly userland?: SeenUserland
  readonly silicon: ArmSilicon
  readonly riscv?: RiscvIsa
}

export function makeJudgeContext(
  elf: ElfFacts,
  board: BoardFacts,
  options: JudgeOptions,
): JudgeContext {
  const userland = seeUserland(board)
  const riscv = readRiscvIsa(board)
  return {
    elf,
    board,
    options,
    role: options.role ?? 'program',
    ...(userland ? { userland } : {}),
    silicon: readArmSilicon(board),
    ...(riscv ? { riscv } : {}),
  }
}
