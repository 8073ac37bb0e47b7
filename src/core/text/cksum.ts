/** The POSIX cksum of a run of bytes, fed in pieces (XCU, cksum: CRC of polynomial 0x04C11DB7, the length behind the data). */
export interface Cksum {
  add(chunk: Uint8Array): void
  value(): number
}

export function makeCksum(): Cksum {
  let crc = 0
  let length = 0
  const step = (byte: number): void => {
    crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  }
  return {
    add: (chunk) => {
      for (const byte of chunk) step(byte)
      length += chunk.length
    },
    value: () => {
      const before = crc
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) step(rest % 256)
      const value = ~crc >>> 0
      crc = before
      return value
    },
  }
}

const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0)
  return value >>> 0
})
