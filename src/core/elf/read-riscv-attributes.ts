import type { Endian } from '../bytes/byte-view.ts'
import { readBuildAttributes } from './read-build-attributes.ts'

/** `.riscv.attributes` of vendor `riscv` (RISC-V ELF psABI, "Attributes"). */
export interface RiscvAttributes {
  /** Tag_RISCV_arch as written: `rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0`. */
  readonly arch?: string
  readonly stackAlign?: number
  readonly unalignedAccess?: number
  readonly privilegedSpec?: string
}

/** Reads the section; undefined where it is none. Odd tags hold text. */
export function readRiscvAttributes(
  bytes: Uint8Array,
  endian: Endian,
): RiscvAttributes | undefined {
  const found = readBuildAttributes(bytes, endian, 'riscv', (tag) => tag % 2 === 1)
  if (!found) return undefined
  const [arch, align, unaligned] = [found.get(5), found.get(4), found.get(6)]
  const spec = [8, 10, 12].map((tag) => found.get(tag) ?? 0)
  return {
    ...(typeof arch === 'string' ? { arch } : {}),
    ...(typeof align === 'number' ? { stackAlign: align } : {}),
    ...(typeof unaligned === 'number' ? { unalignedAccess: unaligned } : {}),
    ...(spec.some((n) => n !== 0) ? { privilegedSpec: spec.slice(0, 2).join('.') } : {}),
  }
}
