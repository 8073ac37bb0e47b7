/** The output of `od -An -tx1`, `hexdump` or `xxd -p` → bytes. A `*` or an odd digit ends it: what follows would be at a wrong place. */
export function parseHexDump(lines: readonly string[], most = 65_536): Uint8Array {
  const bytes: number[] = []
  for (const line of lines) {
    const digits = line.replaceAll(/\s+/g, '')
    if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) break
    for (let at = 0; at < digits.length && bytes.length < most; at += 2) {
      bytes.push(Number.parseInt(digits.slice(at, at + 2), 16))
    }
  }
  return Uint8Array.from(bytes)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 (RFC 4648) → bytes; stops at the first character that is none. */
export function parseBase64(lines: readonly string[], most = 65_536): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const letter of lines.join('').replaceAll(/\s+/g, '')) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0 || bytes.length >= most) break
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 0xff)
    }
  }
  return Uint8Array.from(bytes)
}
