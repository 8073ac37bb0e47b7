import { type Endian, makeByteView } from '../bytes/byte-view.ts'

/** `.MIPS.abiflags`, version 0, 24 bytes (MIPS O32 FPXX ABI; include/elf/mips.h). */
export interface MipsAbiFlags {
  /** ISA level (1–5, 32, 64) and revision (1, 2, 3, 5, 6). */
  readonly isaLevel: number
  readonly isaRevision: number
  /** Size code of general, coprocessor 1 and 2 registers: 0 none, 1 32, 2 64, 3 128 bits. */
  readonly gprSize: number
  readonly cpr1Size: number
  readonly cpr2Size: number
  /** 0 any, 1 double hard, 2 single hard, 3 soft, 5 FPXX, 6 FP64, 7 FP64A. */
  readonly fpAbi: number
  /** Extensions of one maker's cores, e.g. 5 Octeon. */
  readonly isaExtension: number
  /** Bits of application extensions: 0x1 DSP, 0x200 MSA, 0x400 MIPS16, … */
  readonly ases: number
}

/** Reads the section or segment; undefined where it is short or of another version. */
export function readMipsAbiFlags(bytes: Uint8Array, endian: Endian): MipsAbiFlags | undefined {
  const view = makeByteView(bytes, endian)
  if (!view.has(0, 24) || view.u16(0) !== 0) return undefined
  return {
    isaLevel: view.u8(2),
    isaRevision: view.u8(3),
    gprSize: view.u8(4),
    cpr1Size: view.u8(5),
    cpr2Size: view.u8(6),
    fpAbi: view.u8(7),
    isaExtension: view.u32(8),
    ases: view.u32(12),
  }
}
