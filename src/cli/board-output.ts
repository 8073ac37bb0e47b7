import type { Context } from './context.ts'
import { makeLinePrefixer } from './line-prefixer.ts'

/** What a program of one of several boards writes: whole lines with the board's name in front. */
export interface BoardOutput {
  readonly take: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void
  /** Gives what stands without a line feed. */
  readonly end: () => void
}

export function makeBoardOutput(context: Context, name: string): BoardOutput {
  const stdout = makeLinePrefixer(`${name} | `, (line) => {
    context.clear()
    process.stdout.write(line)
  })
  return {
    take: (stream, chunk) => {
      if (stream === 'stdout') stdout.take(chunk)
      // Its lines get the name on their way (eachBoard).
      else context.passOn(chunk)
    },
    end: stdout.end,
  }
}
