import { decodeText } from './decode-text.ts'

export type Endian = 'little' | 'big'

/** Bounds-checked reading of a run of bytes. Outside of it every number is 0 and every string undefined: ask `has` where that matters. */
export interface ByteView {
  readonly bytes: Uint8Array
  readonly length: number
  has(at: number, length: number): boolean
  u8(at: number): number
  u16(at: number): number
  u32(at: number): number
  /** As a number; above 2^53 it is rounded, which no offset in a file reaches. */
  u64(at: number): number
  /** The address-sized number of a 32- or 64-bit file. */
  word(at: number, bits: 32 | 64): number
  /** Text up to a NUL, at most `most` bytes; undefined where no NUL comes in time. */
  text(at: number, most?: number): string | undefined
}

/** Views bytes as numbers of one endianness. Never throws. */
export function makeByteView(bytes: Uint8Array, endian: Endian): ByteView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = endian === 'little'
  const has = (at: number, length: number): boolean =>
    at >= 0 && length >= 0 && at + length <= bytes.length
  const u32 = (at: number): number => (has(at, 4) ? view.getUint32(at, little) : 0)
  const u64 = (at: number): number => {
    if (!has(at, 8)) return 0
    const low = view.getUint32(little ? at : at + 4, little)
    const high = view.getUint32(little ? at + 4 : at, little)
    return high * 0x1_0000_0000 + low
  }
  return {
    bytes,
    length: bytes.length,
    has,
    u8: (at) => (has(at, 1) ? view.getUint8(at) : 0),
    u16: (at) => (has(at, 2) ? view.getUint16(at, little) : 0),
    u32,
    u64,
    word: (at, bits) => (bits === 64 ? u64(at) : u32(at)),
    text: (at, most = 4096) => {
      if (at < 0 || at >= bytes.length) return undefined
      const end = bytes.indexOf(0, at)
      if (end < 0 || end - at > most) return undefined
      return decodeText(bytes.subarray(at, end))
    },
  }
}
