/** Words of A32 code beyond ARMv5TE: `v6` to `v8` are levels, the rest as in arch/arm/kernel/setup.c. */
type Row = readonly [mask: number, value: number, feature: string]

/** Arm DDI 0406C, A5.2 to A5.7, and DDI 0487, F4.1, for what ARMv8 added. First match counts. */
const a32: readonly Row[] = [
  [0x0ff0_0000, 0x0300_0000, 'v6t2'],
  [0x0ff0_0000, 0x0340_0000, 'v6t2'],
  [0x0fe0_0070, 0x07a0_0050, 'v6t2'],
  [0x0fe0_0070, 0x07e0_0050, 'v6t2'],
  [0x0fe0_0070, 0x07c0_0010, 'v6t2'],
  [0x0fff_0ff0, 0x06ff_0f30, 'v6t2'],
  [0x0ff0_00f0, 0x0060_0090, 'v6t2'],
  [0x0ff0_f0f0, 0x0710_f010, 'idiva'],
  [0x0ff0_f0f0, 0x0730_f010, 'idiva'],
  [0x0ff0_00f0, 0x07f0_00f0, ''],
  [0x0ff0_00f0, 0x0040_0090, 'v6'],
  [0x0e00_0010, 0x0600_0010, 'v6'],
  [0x0ff0_0fff, 0x0190_0f9f, 'v6'],
  [0x0ff0_0ff0, 0x0180_0f90, 'v6'],
  [0x0f90_0fff, 0x0190_0f9f, 'v6k'],
  [0x0f90_0ff0, 0x0180_0f90, 'v6k'],
  [0x0f90_0fff, 0x0190_0c9f, 'v8'],
  [0x0f90_0fff, 0x0190_0e9f, 'v8'],
  [0x0f90_fff0, 0x0180_fc90, 'v8'],
  [0x0f90_0ff0, 0x0180_0e90, 'v8'],
  [0x0f90_0df0, 0x0100_0040, 'crc32'],
]

/** Coprocessors 10 and 11 (A7.5 to A7.9); the same bits in A32 and T32. */
const float: readonly Row[] = [
  [0x0fb0_0ef0, 0x0eb0_0a00, 'vfpv3'],
  [0x0fba_0e50, 0x0eba_0a40, 'vfpv3'],
  [0x0fb0_0e10, 0x0ea0_0a00, 'vfpv4'],
  [0x0fb0_0e10, 0x0e90_0a00, 'vfpv4'],
  [0x0fbe_0e50, 0x0eb2_0a40, 'fp16'],
  [0x0fbf_0e50, 0x0eb6_0a40, 'v8'],
  [0x0fbf_0ed0, 0x0eb7_0a40, 'v8'],
]

const floatFeatures = ['vfp', 'vfpd32', 'vfpv3', 'vfpv4', 'fp16', 'v8']

/** What conditional words of A32 can need, by their bits 20 to 27: most of a program's words are settled by this. */
export const a32Needs: readonly (readonly string[])[] = byEightBits((bits) => [
  ...a32
    .filter(([mask, value]) => (((bits << 20) ^ value) & mask & 0x0ff0_0000) === 0)
    .map(([, , feature]) => feature),
  ...(bits >>> 4 >= 12 && bits >>> 4 <= 14 ? floatFeatures : []),
])

/** What 16-bit words of Thumb can need, by their bits 8 to 15. */
export const t16Needs: readonly (readonly string[])[] = byEightBits((top) =>
  (top & 0xf5) === 0xb1 || top === 0xbf
    ? ['thumb2']
    : [0xb2, 0xba, 0xb6].includes(top)
      ? ['v6']
      : [],
)

/** What 32-bit words of Thumb can need, by the bits 8 to 15 of their first half. */
export const t32Needs: readonly (readonly string[])[] = byEightBits((top) => {
  if (top === 0xef || top === 0xff) return ['neon']
  const isFloatSpace = (top >= 0xec && top <= 0xee) || (top >= 0xfc && top <= 0xfe)
  const others: Readonly<Record<number, readonly string[]>> = {
    0xe8: ['v8'],
    0xf3: ['v7'],
    0xf9: ['neon'],
    0xfa: ['crc32'],
    0xfb: ['idivt'],
  }
  return ['thumb2', ...(isFloatSpace ? floatFeatures : []), ...(others[top] ?? [])]
})

function byEightBits(needs: (bits: number) => readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 256 }, (_, bits) => [...new Set(needs(bits))])
}

/** A word of A32 code → what it needs beyond ARMv5TE; undefined for nothing. */
export function a32Feature(word: number): string | undefined {
  if (word >>> 28 === 15) return unconditional(word)
  for (const [mask, value, feature] of a32) {
    if (((word & mask) ^ value) === 0) return feature === '' ? undefined : feature
  }
  return isFloat(word) ? floatFeature(word) : undefined
}

function unconditional(word: number): string | undefined {
  const top = word >>> 24
  if (top === 0xf2 || top === 0xf3) return 'neon'
  if (top === 0xf4 && (word & 0x0010_0000) === 0) return 'neon'
  if ((word & 0xfd70_f000) >>> 0 === 0xf450_f000) return 'v7'
  if ((word & 0xffff_ff00) >>> 0 === 0xf57f_f000) return (word & 0xf0) === 0x10 ? 'v6k' : 'v7'
  if ((word & 0xfff0_0000) >>> 0 === 0xf100_0000) return 'v6'
  const coprocessor = (word >>> 8) & 15
  const isNew = top >= 0xfc && top <= 0xfe && (coprocessor === 10 || coprocessor === 11)
  return isNew ? 'v8' : undefined
}

function isFloat(word: number): boolean {
  const space = (word >>> 24) & 15
  const coprocessor = (word >>> 8) & 15
  return space >= 12 && space <= 14 && (coprocessor === 10 || coprocessor === 11)
}

function floatFeature(word: number): string {
  for (const [mask, value, feature] of float) {
    if (((word & mask) ^ value) === 0) return usesUpperHalf(word) ? 'vfpd32' : feature
  }
  return usesUpperHalf(word) ? 'vfpd32' : 'vfp'
}

/** Names one of d16 to d31: bits D, N and M where the registers are double (A7.3). */
function usesUpperHalf(word: number): boolean {
  if (((word >>> 8) & 15) !== 11) return false
  const d = (word & 0x0040_0000) !== 0
  const m = (word & 0x20) !== 0
  const isData = (word & 0x0f00_0010) === 0x0e00_0000
  if (isData && (word & 0x00b0_0000) === 0x00b0_0000) {
    // One source. A conversion has a single register on one side (A7.5.1, opc2).
    const opc2 = (word >>> 16) & 15
    const isConversion = (word & 0x40) !== 0
    const toSingle = isConversion && [7, 12, 13].includes(opc2)
    const fromSingle = isConversion && opc2 === 8
    const isImmediate = !isConversion
    return (d && !toSingle) || (m && !fromSingle && !isImmediate)
  }
  if (isData) return d || m || (word & 0x80) !== 0
  // VMOV of a lane has D in bit 7; two core registers and a double have M in bit 5.
  if ((word & 0x0f00_0010) === 0x0e00_0010) return (word & 0x80) !== 0
  if ((word & 0x0fe0_0000) === 0x0c40_0000) return m
  const isMany = (word & 0x0120_0000) !== 0x0100_0000
  const first = (word >>> 12) & 15
  return d || (isMany && first + ((word & 0xff) >>> 1) > 16)
}

/** A 16-bit instruction of Thumb. */
export function t16Feature(half: number): string | undefined {
  const top = half >>> 8
  if ((half & 0xf500) === 0xb100) return 'thumb2'
  // NOP fills gaps between functions, whatever the CPU.
  if (top === 0xbf && half !== 0xbf00) return 'thumb2'
  if (top === 0xb2 || (top === 0xba && (half & 0xc0) !== 0x80)) return 'v6'
  return top === 0xb6 ? 'v6' : undefined
}

/** True for the first half of a 32-bit instruction of Thumb (A6.1). */
export function isWideThumb(half: number): boolean {
  return half >>> 11 >= 29
}

/** A 32-bit instruction of Thumb, its first half above its second. BL and BLX are of every Thumb. */
export function t32Feature(word: number): string | undefined {
  const top = word >>> 24
  const isCall =
    top >= 0xf0 && top <= 0xf7 && ((word & 0xd000) === 0xd000 || (word & 0xd001) === 0xc000)
  if (isCall) return undefined
  if ((word & 0xffd0_f0f0) >>> 0 === 0xfb90_f0f0) return 'idivt'
  if (top === 0xef || top === 0xff) return 'neon'
  if (top === 0xf9 && (word & 0x0010_0000) === 0) return 'neon'
  if ((word & 0xffff_ff00) >>> 0 === 0xf3bf_8f00) return (word & 0xf0) === 0x20 ? 'thumb2' : 'v7'
  if ((word & 0xfff0_0f80) >>> 0 === 0xe8d0_0f80 || (word & 0xfff0_0f80) >>> 0 === 0xe8c0_0f80)
    return 'v8'
  if ((word & 0xfff0_f0c0) >>> 0 === 0xfac0_f080 || (word & 0xfff0_f0c0) >>> 0 === 0xfad0_f080)
    return 'crc32'
  const coprocessor = (word >>> 8) & 15
  if (top >= 0xfc && top <= 0xfe && (coprocessor === 10 || coprocessor === 11)) return 'v8'
  if (top >= 0xec && top <= 0xee && isFloat(word)) {
    const feature = floatFeature(word)
    return feature === 'vfp' ? 'thumb2' : feature
  }
  return 'thumb2'
}
