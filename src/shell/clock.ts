import { setTimeout as wait } from 'node:timers/promises'

import type { Clock } from '../ports/clock.ts'

export function makeClock(): Clock {
  return {
    now: () => Date.now(),
    ticks: () => performance.now(),
    sleep: async (ms, signal) => {
      try {
        await wait(ms, undefined, signal ? { signal } : {})
      } catch {
        // An aborted sleep ends early; the caller looks at its signal.
      }
    },
  }
}
