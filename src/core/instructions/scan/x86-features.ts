import type { X86Instruction } from './x86-decode.ts'

/**
 * The flag of /proc/cpuinfo (arch/x86/include/asm/cpufeatures.h) that an instruction needs beyond
 * x86-64, or in 32-bit code beyond the i686 without CMOV; undefined for none. By the opcode maps of
 * the Intel SDM, volume 2, appendix A. LZCNT and TZCNT are left out: older CPUs run them as BSR and
 * BSF. Each VEX instruction whose own feature is not told apart counts as AVX.
 */
export function x86Feature(one: X86Instruction, bits: 32 | 64): string | undefined {
  if (one.encoding === 'evex') return 'avx512f'
  if (one.encoding === 'xop') return 'xop'
  if (one.encoding === 'vex') return ofVex(one)
  if (one.map === 1) return undefined
  if (one.map === 3) return of38(one)
  if (one.map === 4) return of3a(one.opcode)
  return of0f(one, bits)
}

function within(opcode: number, ...ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([from, to]) => opcode >= from && opcode <= to)
}

function of38({ opcode, prefix }: X86Instruction): string | undefined {
  if (within(opcode, [0x00, 0x0b], [0x1c, 0x1e])) return 'ssse3'
  if (opcode === 0x37) return 'sse4_2'
  if (opcode >= 0x10 && opcode <= 0x41) return 'sse4_1'
  if (opcode >= 0xdb && opcode <= 0xdf) return 'aes'
  if (opcode >= 0xc8 && opcode <= 0xcd) return 'sha_ni'
  if (opcode === 0xcf) return 'gfni'
  if (opcode === 0xf0 || opcode === 0xf1) return prefix === 3 ? 'sse4_2' : 'movbe'
  return opcode === 0xf6 && prefix !== 0 ? 'adx' : undefined
}

function of3a(opcode: number): string | undefined {
  if (opcode === 0x0f) return 'ssse3'
  if (within(opcode, [0x08, 0x0e], [0x14, 0x17], [0x20, 0x22], [0x40, 0x42])) return 'sse4_1'
  if (opcode === 0x44) return 'pclmulqdq'
  if (opcode >= 0x60 && opcode <= 0x63) return 'sse4_2'
  if (opcode === 0xdf) return 'aes'
  return opcode === 0xcc ? 'sha_ni' : within(opcode, [0xce, 0xcf]) ? 'gfni' : undefined
}

function of0f(one: X86Instruction, bits: 32 | 64): string | undefined {
  const { opcode, prefix, wide, modrm } = one
  if (opcode === 0xb8 && prefix === 2) return 'popcnt'
  if (opcode === 0xc7 && ((modrm >> 3) & 7) === 1 && modrm < 0xc0) return wide ? 'cx16' : undefined
  if (within(opcode, [0x7c, 0x7d], [0xd0, 0xd0]) && (prefix === 1 || prefix === 3)) return 'pni'
  if (opcode === 0xf0 && prefix === 3) return 'pni'
  if (opcode === 0x12 && prefix >= 2) return 'pni'
  if (opcode === 0x16 && prefix === 2) return 'pni'
  if (bits === 64) return undefined
  return of32(one)
}

/** What x86-64 always has, and 32-bit CPUs may lack. */
function of32({ opcode, prefix, modrm }: X86Instruction): string | undefined {
  if (within(opcode, [0x40, 0x4f])) return 'cmov'
  if (within(opcode, [0x10, 0x17], [0x28, 0x2f], [0x50, 0x59], [0x5c, 0x5f], [0xc6, 0xc6])) {
    return prefix === 1 || prefix === 3 ? 'sse2' : 'sse'
  }
  if (within(opcode, [0x5a, 0x5b], [0xe6, 0xe6], [0xc3, 0xc3])) return 'sse2'
  if (opcode === 0xc2) return prefix === 1 || prefix === 3 ? 'sse2' : 'sse'
  if (opcode === 0xae && modrm < 0xc0 && within((modrm >> 3) & 7, [2, 3])) return 'sse'
  const isVector = within(opcode, [0x60, 0x76], [0x7e, 0x7f], [0xd1, 0xef], [0xf1, 0xfe])
  return isVector && prefix !== 0 ? 'sse2' : undefined
}

function ofVex({ map, opcode, prefix, long, modrm }: X86Instruction): string {
  if (map === 2) {
    if (within(opcode, [0x41, 0x42], [0x44, 0x47], [0x4a, 0x4b], [0x90, 0x93], [0x98, 0x99])) {
      return 'avx512f'
    }
    const isInteger =
      within(opcode, [0x60, 0x6d], [0x70, 0x76], [0xd1, 0xd5], [0xd7, 0xe5], [0xe8, 0xef]) ||
      within(opcode, [0xf1, 0xf6], [0xf8, 0xfe])
    return long && isInteger && opcode !== 0xe6 ? 'avx2' : 'avx'
  }
  return map === 3 ? ofVex38(opcode, prefix, long, modrm) : ofVex3a(opcode, long)
}

function ofVex38(opcode: number, prefix: number, long: boolean, modrm: number): string {
  if (opcode === 0xf2 || opcode === 0xf3) return 'bmi1'
  if (opcode === 0xf5 || opcode === 0xf6) return 'bmi2'
  if (opcode === 0xf7) return prefix === 0 ? 'bmi1' : 'bmi2'
  if (within(opcode, [0x96, 0x9f], [0xa6, 0xaf], [0xb6, 0xbf])) return 'fma'
  if (opcode === 0x13) return 'f16c'
  if (within(opcode, [0x50, 0x53])) return 'avx_vnni'
  if (within(opcode, [0x45, 0x47], [0x58, 0x5a], [0x78, 0x79], [0x8c, 0x8c], [0x8e, 0x8e]))
    return 'avx2'
  if (within(opcode, [0x90, 0x93], [0x16, 0x16], [0x36, 0x36])) return 'avx2'
  if (within(opcode, [0x18, 0x19]) && modrm >= 0xc0) return 'avx2'
  const isInteger = within(opcode, [0x00, 0x0b], [0x1c, 0x1e], [0x20, 0x2b], [0x30, 0x40])
  return long && isInteger ? 'avx2' : 'avx'
}

function ofVex3a(opcode: number, long: boolean): string {
  if (opcode === 0xf0) return 'bmi2'
  if (opcode === 0x1d) return 'f16c'
  if (within(opcode, [0x00, 0x02], [0x38, 0x39], [0x46, 0x46])) return 'avx2'
  if (opcode === 0x44) return long ? 'vpclmulqdq' : 'pclmulqdq'
  return long && within(opcode, [0x0e, 0x0f], [0x42, 0x42], [0x4c, 0x4c]) ? 'avx2' : 'avx'
}
