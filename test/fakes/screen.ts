/** A terminal as far as ferry uses one: text, CR, LF, `CSI n A`, `CSI J`, `CSI K`, colours; lines break at the right edge. */
export interface Screen {
  readonly write: (text: string) => void
  readonly resize: (columns: number) => void
  /** What is on it, without blanks at the ends of lines and empty lines at the end. */
  readonly lines: () => readonly string[]
}

export function makeScreen(columns: number): Screen {
  let width = columns
  let rows: string[] = ['']
  let [row, column] = [0, 0]
  const put = (char: string): void => {
    if (column >= width) [row, column] = [row + 1, 0]
    while (rows.length <= row) rows.push('')
    const line = (rows[row] ?? '').padEnd(column)
    rows[row] = line.slice(0, column) + char + line.slice(column + 1)
    column++
  }
  const control = (count: number, what: string): void => {
    if (what === 'A') row = Math.max(0, row - (count || 1))
    else if (what === 'K') rows[row] = (rows[row] ?? '').slice(0, column)
    else if (what === 'J') {
      rows = rows.slice(0, row + 1)
      rows[row] = (rows[row] ?? '').slice(0, column)
    } else if (what !== 'm') throw new Error(`CSI ${count}${what} is not known here`)
  }
  return {
    write: (text) => {
      // oxlint-disable-next-line no-control-regex -- control sequences are what a terminal reads
      for (const [whole, count, what] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|[^]/gu)) {
        if (what !== undefined) control(Number(count ?? 0), what)
        else if (whole === '\r') column = 0
        else if (whole === '\n') {
          ;[row, column] = [row + 1, 0]
          while (rows.length <= row) rows.push('')
        } else put(whole)
      }
    },
    resize: (to) => {
      // As terminals do that break lines anew (xterm does not): what is longer takes several rows.
      const before = rows.slice(0, row).join('\n')
      const after = rows.slice(row)
      const broken = before === '' ? [] : before.split('\n').flatMap((line) => cutLine(line, to))
      width = to
      rows = [...broken, ...after]
      row = broken.length
    },
    lines: () => {
      const all = rows.map((line) => line.trimEnd())
      while (all.at(-1) === '') all.pop()
      return all
    },
  }
}

function cutLine(line: string, width: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at === 0 || at < line.length; at += width)
    pieces.push(line.slice(at, at + width))
  return pieces
}
