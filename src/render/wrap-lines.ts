import { stripCodes, wrapText } from './wrap-text.ts'

/**
 * Breaks the long lines of a text at blanks before column 100. What follows stands below the last column of a table row
 * (what comes after two blanks), else two columns behind the line's own indent. Colour codes count nothing.
 */
export function wrapLines(text: string, columns = 100): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): readonly string[] {
  const plain = stripCodes(line)
  if (plain.length <= columns) return [line]
  const head = /^ *(?:\S+(?: \S+)* {2,})?(?:[-•] )?/.exec(plain)?.[0] ?? ''
  const row = head.trim() !== '' && head.length <= columns / 2
  const hang = row ? head.length : (/^ */.exec(plain)?.[0].length ?? 0)
  const start = cutBehind(line, hang)
  const [first = '', ...rest] = wrapText(line.slice(start), columns - hang)
  return [line.slice(0, start) + first, ...rest.map((more) => ' '.repeat(hang) + more)]
}

/** The index in `line` where its visible column `column` begins. */
function cutBehind(line: string, column: number): number {
  let seen = 0
  let index = 0
  while (seen < column) {
    const code = line.startsWith('\u001b[', index) ? line.indexOf('m', index) : -1
    if (code >= 0) index = code + 1
    else {
      index++
      seen++
    }
  }
  return index
}
