/** Breaks a text at spaces into lines of at most `width` characters; the first may be shorter. Longer words stay whole. */
export function wrapText(text: string, width: number, first: number = width): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? first : width
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
