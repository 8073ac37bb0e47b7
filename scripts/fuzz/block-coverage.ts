import { Session } from 'node:inspector'

/** Which blocks of src/core ran, by V8's own counters. */
export interface BlockCoverage {
  /** Names of the blocks that ran since the last call; it costs some milliseconds. */
  readonly take: () => readonly string[]
  /** Counting makes code some ten times slower: it is paused between looks. */
  readonly pause: () => void
  readonly resume: () => void
}

/** Counts blocks by V8's precise coverage with details. */
export function makeBlockCoverage(): BlockCoverage {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  return {
    take: () => {
      const ran: string[] = []
      // With a session in the same thread the answer comes before the call returns.
      session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        if (error) throw error
        for (const { url, scriptId, functions } of result) {
          if (!url.includes('/src/core/')) continue
          for (const { startOffset, endOffset, count } of functions.flatMap((f) => f.ranges)) {
            if (count > 0) ran.push(`${scriptId} ${startOffset} ${endOffset}`)
          }
        }
      })
      return ran
    },
    pause: () => session.post('Profiler.stopPreciseCoverage'),
    resume: () =>
      session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true }),
  }
}
