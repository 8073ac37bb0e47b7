/** Takes bytes as they come and gives whole lines with a text in front: `pi4 | text`. */
export interface LinePrefixer {
  readonly take: (chunk: Uint8Array) => void
  /** Gives what stands without a line feed. */
  readonly end: () => void
}

/** A line that is longer is given in pieces, so that nothing without end is kept. */
const LONGEST_LINE = 64 * 1024

/** The lines' own bytes stay as they are; an empty one gets the prefix without the space at its end. */
export function makeLinePrefixer(text: string, write: (chunk: Uint8Array) => void): LinePrefixer {
  const [prefix, bare] = [Buffer.from(text), Buffer.from(text.trimEnd())]
  let rest: Buffer = Buffer.alloc(0)
  const give = (line: Uint8Array): void => {
    write(Buffer.concat([line.length > 0 ? prefix : bare, line, Buffer.from('\n')]))
  }
  return {
    take: (chunk) => {
      rest = Buffer.concat([rest, chunk])
      let at = rest.indexOf(10)
      while (at >= 0) {
        give(rest.subarray(0, at))
        rest = rest.subarray(at + 1)
        at = rest.indexOf(10)
      }
      while (rest.length > LONGEST_LINE) {
        give(rest.subarray(0, LONGEST_LINE))
        rest = rest.subarray(LONGEST_LINE)
      }
    },
    end: () => {
      if (rest.length > 0) give(rest)
      rest = Buffer.alloc(0)
    },
  }
}
