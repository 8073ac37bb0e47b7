const BEGIN = '# >>> ferry init'
const END = '# <<< ferry init'
/** Said in the first line of a block that had to end the line before it. */
const JOINED = `${BEGIN} (ended the line above)`

/** Lines as a block of ferry's between markers, to be put behind `before`: `stripBlocks` takes it out again, byte for byte. */
export function makeBlock(
  before: string,
  lines: readonly string[],
  newline: '\n' | '\r\n',
): string {
  const joined = before !== '' && !before.endsWith('\n')
  return `${joined ? newline : ''}${[joined ? JOINED : BEGIN, ...lines, END].join(newline)}${newline}`
}

/** A text without ferry's blocks. */
export interface Stripped {
  readonly text: string
  /** How many there were. */
  readonly blocks: number
  /** Line, from 1, of a marker whose other half is gone: then nothing was taken out. */
  readonly broken?: number
}

/** Takes ferry's blocks out of a text; every other byte stays. */
export function stripBlocks(text: string): Stripped {
  let kept = ''
  let blocks = 0
  let open: number | undefined
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    if (line.startsWith(BEGIN)) {
      if (open !== undefined) return { text, blocks: 0, broken: open }
      open = index + 1
      // The line break in front is ferry's own where the first line says so.
      if (line.startsWith(JOINED)) kept = kept.replace(/\r?\n$/, '')
    } else if (line.startsWith(END)) {
      if (open === undefined) return { text, blocks: 0, broken: index + 1 }
      open = undefined
      blocks++
    } else if (open === undefined) kept += line
  }
  return open === undefined ? { text: kept, blocks } : { text, blocks: 0, broken: open }
}
