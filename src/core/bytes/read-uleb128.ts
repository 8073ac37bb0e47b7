/** One unsigned LEB128 number (DWARF 5, section 7.6) and where the next byte is; undefined where it does not end or has more than 32 bits. */
export function readUleb128(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if ((byte & 0x80) === 0) {
      return value <= 0xffff_ffff ? { value, next: at + i + 1 } : undefined
    }
  }
  return undefined
}
