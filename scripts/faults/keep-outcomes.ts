import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

import type { Outcome } from './fault.ts'

/** Outcomes in a file, a line each: a run that was broken off goes on where it was. A line that was cut is not counted. */
export interface KeptOutcomes {
  get(lane: string, id: string): Outcome | undefined
  add(outcome: Outcome): void
}

export function keepOutcomes(file: string): KeptOutcomes {
  mkdirSync(dirname(file), { recursive: true })
  const known = new Map<string, Outcome>()
  const keyOf = (lane: string, id: string): string => `${lane}\n${id}`
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    try {
      const outcome = JSON.parse(line) as Outcome
      known.set(keyOf(outcome.lane, outcome.id), outcome)
    } catch {
      continue
    }
  }
  return {
    get: (lane, id) => known.get(keyOf(lane, id)),
    add: (outcome) => {
      known.set(keyOf(outcome.lane, outcome.id), outcome)
      appendFileSync(file, `${JSON.stringify(outcome)}\n`)
    },
  }
}
