import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { CorpusResult, CorpusTool } from './project.ts'

export interface KeptResults {
  /** Every try of it with the same input, oldest first. */
  readonly tries: (
    project: string,
    board: string,
    tool: CorpusTool,
    input: string,
  ) => readonly CorpusResult[]
  readonly add: (result: CorpusResult) => void
}

/** Opens the file of results: one JSON document a line, one line a try. A line that was cut is not counted. */
export function keepResults(folder: string): KeptResults {
  const file = join(folder, 'results.jsonl')
  mkdirSync(dirname(file), { recursive: true })
  const all: CorpusResult[] = []
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    try {
      all.push(JSON.parse(line) as CorpusResult)
    } catch {
      continue
    }
  }
  return {
    tries: (project, board, tool, input) =>
      all.filter(
        (result) =>
          result.project === project &&
          result.board === board &&
          result.tool === tool &&
          result.input === input,
      ),
    add: (result) => {
      all.push(result)
      appendFileSync(file, `${JSON.stringify(result)}\n`)
    },
  }
}
