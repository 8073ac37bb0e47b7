import { makeByteView, type Endian } from '../bytes/byte-view.ts'

/** What the kernel tells every program (getauxval(3), include/uapi/linux/auxvec.h). */
export interface AuxiliaryVector {
  /** AT_HWCAP (16) and AT_HWCAP2 (26), hex with 0x. */
  readonly hwcap?: string
  readonly hwcap2?: string
  /** AT_PAGESZ (6), bytes. */
  readonly pageSize?: number
}

/** Reads /proc/PID/auxv of a program of that class and endianness. Stops at AT_NULL. Never throws. */
export function readAuxiliaryVector(
  bytes: Uint8Array,
  bits: 32 | 64,
  endian: Endian,
): AuxiliaryVector {
  const view = makeByteView(bytes, endian)
  const size = bits / 8
  const found = new Map<number, number>()
  const hex = new Map<number, string>()
  for (let at = 0; view.has(at, size * 2); at += size * 2) {
    const key = view.word(at, bits)
    if (key === 0) break
    if (found.has(key)) continue
    found.set(key, view.word(at + size, bits))
    hex.set(key, hexWord(view.bytes.subarray(at + size, at + size * 2), endian))
  }
  const [hwcap, hwcap2, pageSize] = [hex.get(16), hex.get(26), found.get(6)]
  return {
    ...(hwcap === undefined ? {} : { hwcap }),
    ...(hwcap2 === undefined ? {} : { hwcap2 }),
    ...(isPageSize(pageSize) ? { pageSize } : {}),
  }
}

/** Exact, where a number would lose the low bits of 64. */
function hexWord(bytes: Uint8Array, endian: Endian): string {
  const ordered = endian === 'little' ? [...bytes].reverse() : [...bytes]
  const digits = ordered.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `0x${digits.replace(/^0+(?=.)/, '')}`
}

/** A power of two from 1 KiB to 1 MiB. */
function isPageSize(size: number | undefined): size is number {
  return (
    size !== undefined && size >= 1024 && size <= 1_048_576 && Number.isInteger(Math.log2(size))
  )
}
