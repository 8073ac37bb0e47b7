/** A name that can be a folder, a host name (RFC 1123) and an ssh alias. */
export function isVirtualName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(name)
}

/**
 * The board's loopback address, from a hash (8 hex digits or more) and how often it was refused: 127.64.0.1 to
 * 127.127.255.254. The first half of 127/8 is left to others: most programs that take a second loopback address begin there.
 */
export function addressOf(hash: string, attempt: number): string {
  const value = (Number.parseInt(hash.slice(0, 8), 16) + attempt * 0x9e3779b1) >>> 0
  const [b, c, d] = [64 + ((value >>> 16) & 63), (value >>> 8) & 255, 1 + (value % 254)]
  return `127.${b}.${c}.${d}`
}

/**
 * The port: the address is the board's own, so all have the same; where that is refused again and again, a program
 * of the host listens there on every address, and another port is tried with each further address.
 */
export function portOf(attempt: number): number {
  return attempt < 3 ? 2222 : 2222 + attempt * 101
}
