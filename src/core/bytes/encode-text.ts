/** Text → UTF-8 bytes (Unicode 15, section 3.9); a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0xfffd
    push(bytes, point >= 0xd800 && point < 0xe000 ? 0xfffd : point)
  }
  return Uint8Array.from(bytes)
}

function push(bytes: number[], point: number): void {
  const tail = (shift: number): number => 0x80 | ((point >> shift) & 0x3f)
  if (point < 0x80) bytes.push(point)
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(0))
  else if (point < 0x1_0000) bytes.push(0xe0 | (point >> 12), tail(6), tail(0))
  else bytes.push(0xf0 | (point >> 18), tail(12), tail(6), tail(0))
}
