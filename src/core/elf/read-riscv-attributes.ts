import type { Endian } from '../bytes/byte-view.ts'
import { readBuildAttributes } from './read-build-attributes.ts'

/** `.riscv.attributes` of vendor `riscv` (RISC-V ELF psABI, "Attributes"). */
export interface RiscvAttributes {
  /** Every attribute, by its name without `Tag_`: `RISCV_arch`, `RISCV_stack_align`; `Tag_N` where it has no name here. */
  readonly all: Readonly<Record<string, number | string>>
  /** Tag_RISCV_arch as written: `rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0`. */
  readonly arch?: string
}

const names: Readonly<Record<number, string>> = {
  4: 'RISCV_stack_align',
  5: 'RISCV_arch',
  6: 'RISCV_unaligned_access',
  8: 'RISCV_priv_spec',
  10: 'RISCV_priv_spec_minor',
  12: 'RISCV_priv_spec_revision',
  14: 'RISCV_atomic_abi',
  16: 'RISCV_x3_reg_usage',
}

/** Reads the section; undefined where it is none. Odd tags hold text. */
export function readRiscvAttributes(
  bytes: Uint8Array,
  endian: Endian,
): RiscvAttributes | undefined {
  const found = readBuildAttributes(bytes, endian, 'riscv', (tag) => tag % 2 === 1)
  if (!found) return undefined
  const arch = found.get(5)
  const all = Object.fromEntries(
    [...found].map(([tag, value]) => [names[tag] ?? `Tag_${tag}`, value]),
  )
  return typeof arch === 'string' ? { all, arch } : { all }
}
