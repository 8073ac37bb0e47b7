/** Words of A64 beyond ARMv8.0, by the name that the Linux kernel gives the feature (arch/arm64/kernel/cpuinfo.c). */
type Row = readonly [mask: number, value: number, feature: string]

/**
 * Encodings of Arm DDI 0487, chapter C4.1. `npm run real` compares them with what helpers/deep
 * finds by Arm's machine-readable specification.
 */
const rows: readonly Row[] = [
  // Loads and stores: before the atomics that share their space.
  [0x3ffffc00, 0x38bfc000, 'lrcpc'],
  [0xfffffc00, 0xf83fd000, 'ls64'],
  [0xffe0fc00, 0xf8209000, 'ls64'],
  [0xffe0fc00, 0xf820a000, 'ls64'],
  [0xffe0fc00, 0xf820b000, 'ls64'],
  [0x3f208c00, 0x38200000, 'atomics'],
  [0x3f20fc00, 0x38208000, 'atomics'],
  [0x3fa07c00, 0x08a07c00, 'atomics'],
  [0xbfa07c00, 0x08207c00, 'atomics'],
  [0x3f200c00, 0x19000000, 'ilrcpc'],
  [0x3b200c00, 0x19000400, 'mops'],
  [0xff200400, 0xf8200400, 'paca'],
  [0xff200000, 0xd9200000, 'mte'],
  [0xff400000, 0x69000000, 'mte'],
  [0xffc00000, 0x68800000, 'mte'],
  // Registers of integers.
  [0x7fe0e000, 0x1ac04000, 'crc32'],
  [0xffe0fc00, 0x9ac03000, 'paca'],
  [0xffff0000, 0xdac10000, 'paca'],
  [0xfe9ff800, 0xd61f0800, 'paca'],
  [0xffe0fc00, 0x9ac01000, 'mte'],
  [0xffe0fc00, 0x9ac01400, 'mte'],
  [0xdfe0fc00, 0x9ac00000, 'mte'],
  [0xbfc0c000, 0x91800000, 'mte'],
  [0x7fe0f000, 0x1ac06000, 'cssc'],
  [0x7ff00000, 0x11c00000, 'cssc'],
  [0x7ffffc00, 0x5ac02000, 'cssc'],
  [0x7ffff800, 0x5ac01800, 'cssc'],
  [0xffe07c10, 0xba000400, 'flagm'],
  [0xffffbc1f, 0x3a00080d, 'flagm'],
  [0xffffffff, 0xd500401f, 'flagm'],
  [0xffffffff, 0xd500403f, 'flagm2'],
  [0xffffffff, 0xd500405f, 'flagm2'],
  [0xffffffff, 0xd50330ff, 'sb'],
  [0xffffffc0, 0xd5031000, 'wfxt'],
  // Cryptography.
  [0xfffe0c00, 0x4e280800, 'aes'],
  [0xbfe0fc00, 0x0ee0e000, 'pmull'],
  [0xffe0cc00, 0x5e000000, 'sha1'],
  [0xffe0cc00, 0x5e004000, 'sha2'],
  [0xffffec00, 0x5e280800, 'sha1'],
  [0xfffffc00, 0x5e282800, 'sha2'],
  [0xffe0fc00, 0xce608c00, 'sha3'],
  [0xffe0f000, 0xce608000, 'sha512'],
  [0xfffffc00, 0xcec08000, 'sha512'],
  [0xffe0f000, 0xce60c000, 'sm3'],
  [0xffe08000, 0xce400000, 'sm3'],
  [0xffe0c000, 0xce408000, 'sm3'],
  [0xfffffc00, 0xcec08400, 'sm4'],
  [0xffc08000, 0xce000000, 'sha3'],
  [0xffe00000, 0xce800000, 'sha3'],
  // Vectors: three registers, extension.
  [0xbf20f400, 0x2e008400, 'asimdrdm'],
  [0xff20f400, 0x7e008400, 'asimdrdm'],
  [0x9f20fc00, 0x0e009400, 'asimddp'],
  [0xbfe0fc00, 0x0e809c00, 'i8mm'],
  [0xdfe0f400, 0x4e80a400, 'i8mm'],
  [0xbf20e400, 0x2e00c400, 'fcma'],
  [0xbf20ec00, 0x2e00e400, 'fcma'],
  [0xbfe0fc00, 0x2e40fc00, 'bf16'],
  [0xffe0fc00, 0x6e40ec00, 'bf16'],
  [0xbfe0fc00, 0x2ec0fc00, 'bf16'],
  [0xbffffc00, 0x0ea16800, 'bf16'],
  [0xfffffc00, 0x1e634000, 'bf16'],
  // Vectors by element.
  [0xbf00d400, 0x2f00d000, 'asimdrdm'],
  [0xff00d400, 0x7f00d000, 'asimdrdm'],
  [0x9fc0f400, 0x0f80e000, 'asimddp'],
  [0xbf40f400, 0x0f00f000, 'i8mm'],
  [0xbf40f400, 0x0f40f000, 'bf16'],
  [0xbfc09400, 0x2f401000, 'fcma'],
  [0xbfc09400, 0x2f801000, 'fcma'],
  [0xbfc0b400, 0x0f800000, 'asimdfhm'],
  [0xbfc0b400, 0x2f808000, 'asimdfhm'],
  [0xbfc0b400, 0x0f001000, 'asimdhp'],
  [0x9fc0f400, 0x0f009000, 'asimdhp'],
  [0xffc0b400, 0x5f001000, 'asimdhp'],
  [0xdfc0f400, 0x5f009000, 'asimdhp'],
  // Vectors of half-precision floats.
  [0x9f60c400, 0x0e400400, 'asimdhp'],
  [0xdf60c400, 0x5e400400, 'asimdhp'],
  [0x9f7e0c00, 0x0e780800, 'asimdhp'],
  [0xdf7e0c00, 0x5e780800, 'asimdhp'],
  [0xbf7ffc00, 0x0e30c800, 'asimdhp'],
  [0xbf7ffc00, 0x0e30f800, 'asimdhp'],
  [0xff7fec00, 0x5e30c800, 'asimdhp'],
  [0xff7ffc00, 0x5e30f800, 'asimdhp'],
  [0xbff8fc00, 0x0f00fc00, 'asimdhp'],
  [0xbf60fc00, 0x0e20ec00, 'asimdfhm'],
  [0xbf60fc00, 0x2e20cc00, 'asimdfhm'],
  // Scalar floats; FCVT of half precision is ARMv8.0.
  [0xfffffc00, 0x1e7e0000, 'jscvt'],
  [0xff3e7c00, 0x1e284000, 'frint'],
  [0x9fbfec00, 0x0e21e800, 'frint'],
]

/** The rows by the word's bits 24 to 31. */
const byTopByte: readonly (readonly Row[])[] = Array.from({ length: 256 }, (_, top) =>
  rows.filter(([mask, value]) => ((top ^ (value >>> 24)) & (mask >>> 24)) === 0),
)

/** Where a word stands in a64Candidates: its bits 21 to 31, 11 and 10. */
export function a64Key(word: number): number {
  return ((word >>> 19) & 0x1ffc) | ((word >>> 10) & 3)
}

/** 1 at the keys of words that a64Feature may know: nearly all words of a program are settled by this. */
export const a64Candidates: Uint8Array = makeCandidates()

function makeCandidates(): Uint8Array {
  const found = new Uint8Array(8192)
  for (let key = 0; key < found.length; key++) {
    const top = key >>> 5
    const word = ((key & 0x1ffc) << 19) | ((key & 3) << 10)
    const isWide = isVectorSpace(top) || (top & 0x5e) === 0x1e
    const own = byTopByte[top] ?? []
    const isKnown = own.some(([mask, value]) => ((word ^ value) & mask & 0xffe0_0c00) === 0)
    if (isWide || isKnown) found[key] = 1
  }
  return found
}

/** C4.1: op0 0010 is SVE; bit 31 with op0 0000 is SME. */
function isVectorSpace(top: number): boolean {
  const group = (top >>> 1) & 15
  return group === 2 || (group === 0 && top >= 128)
}

/** The feature that a word of A64 code needs beyond ARMv8.0; undefined for none. */
export function a64Feature(word: number): string | undefined {
  const top = word >>> 24
  if (isVectorSpace(top)) return top >= 128 && ((top >>> 1) & 15) === 0 ? 'sme' : 'sve'
  if (isHalfFloat(word)) return 'fphp'
  for (const [mask, value, feature] of byTopByte[top] ?? []) {
    if (((word & mask) ^ value) === 0) return feature
  }
  return undefined
}

/** Scalar floats of 16 bits (C4.1.97: ftype 11), but not FCVT. */
function isHalfFloat(word: number): boolean {
  if ((word & 0x5e00_0000) !== 0x1e00_0000 || ((word >>> 22) & 3) !== 3) return false
  if (word >>> 24 === 0x1f) return true
  const isOne = (word & 0x5f20_0000) === 0x1e20_0000 || (word & 0x5f20_0000) === 0x1e00_0000
  const converts = (word & 0xff3e_7c00) === 0x1e22_4000
  return isOne && !converts
}
