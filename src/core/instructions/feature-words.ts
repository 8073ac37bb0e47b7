/** What people call a feature; missing: the name itself. */
const words: Readonly<Record<string, string>> = {
  v6: 'ARMv6',
  v6k: 'ARMv6K',
  v6t2: 'ARMv6T2 (movw, movt, bitfields)',
  thumb2: 'Thumb-2',
  v7: 'ARMv7',
  v8: 'ARMv8',
  idiva: 'hardware divide',
  idivt: 'hardware divide (Thumb)',
  vfp: 'a float unit (VFP)',
  vfpv3: 'VFPv3',
  vfpd32: 'the registers d16–d31',
  vfpv4: 'VFPv4',
  neon: 'NEON',
  atomics: 'LSE atomics',
  lrcpc: 'RCPC',
  ilrcpc: 'RCPC 2',
  asimddp: 'dot product',
  fphp: 'half-precision floats',
  asimdhp: 'half-precision vectors',
  asimdrdm: 'RDM',
  paca: 'pointer authentication',
  crc32: 'CRC32',
  aes: 'AES',
  pmull: 'PMULL',
  sha1: 'SHA-1',
  sha2: 'SHA-2',
  sve: 'SVE',
  v: 'vectors (V)',
  zba: 'Zba',
  zbb: 'Zbb',
  zbs: 'Zbs',
  arch_3_00: 'Power ISA 3.0 (POWER9)',
  arch_3_1: 'Power ISA 3.1 (Power10)',
}

/** The feature in words, for a sentence. */
export function featureWord(feature: string, machine: string): string {
  // `aes` and the like are the same words everywhere; `v` and `b` are RISC-V's.
  return feature === 'v' && machine !== 'riscv' ? feature : (words[feature] ?? feature)
}

/** Levels of the ARM architecture, as against single features. */
export function isLevel(feature: string): boolean {
  return /^(v[678]|v6k|v6t2|thumb2)$/.test(feature)
}
