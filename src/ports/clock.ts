export interface Clock {
  /** Milliseconds since 1970, wall clock. */
  now(): number
  /** Milliseconds of a monotonic clock, for durations. */
  ticks(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
