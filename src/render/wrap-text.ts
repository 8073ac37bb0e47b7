/**
 * Breaks a text at spaces into lines of at most `width` visible characters; the first may be shorter. Longer words stay
 * whole.
 */
export function wrapText(text: string, width: number, first: number = width): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? first : width
    if (line !== '' && stripCodes(line).length + 1 + stripCodes(word).length > room) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** The text without the colour codes of paint.ts. */
export function stripCodes(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding them is the purpose
  return text.replace(/\u001b\[\d*m/g, '')
}
