import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Outcome } from './outcome.ts'

/** Outcomes of one board that are kept between runs, by the binary's sha256. */
export interface KeptResults {
  get(sha256: string): Outcome | undefined
  add(sha256: string, outcome: Outcome): void
}

/** Opens the file of outcomes for a board; `key` names its root, CPU and emulator. A line that was cut is not counted. */
export function keepResults(folder: string, key: string): KeptResults {
  const file = join(folder, 'results', `${key}.jsonl`)
  mkdirSync(dirname(file), { recursive: true })
  const known = new Map<string, Outcome>()
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    try {
      const { sha256, outcome } = JSON.parse(line) as { sha256: string; outcome: Outcome }
      known.set(sha256, outcome)
    } catch {
      continue
    }
  }
  return {
    get: (sha256) => known.get(sha256),
    add: (sha256, outcome) => {
      known.set(sha256, outcome)
      // A program that took too long is tried again the next time.
      if (outcome.kind !== 'unclear')
        appendFileSync(file, `${JSON.stringify({ sha256, outcome })}\n`)
    },
  }
}
