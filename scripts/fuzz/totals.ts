import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Figures of all inputs of one state of ferry, over as many runs as it took. */
export interface Totals {
  inputs: number
  /** Of which the reader said that they are damaged. */
  damaged: number
  faults: number
  /** Processor time of the process, collector and compiler included. */
  cpuSeconds: number
  /** The longest input by the clock, which counts other programs, too, and the most processor time of one that was above 20 ms by it. */
  slowestMs: number
  slowestCpuMs: number
  /** How many took no longer than each of timeLimits, and longer. */
  times: number[]
  /** The most that JavaScript's heap and arrays outside of it grew by one input. */
  grownBytes: number
  /** The most bytes that the readers asked for. */
  askedBytes: number
  /** Peak of the process, and before the first input. */
  peakBytes: number
  baseBytes: number
  wallSeconds: number
}

export const timeLimits: readonly number[] = [0.1, 1, 10, 50]

export const makeTotals = (): Totals => ({
  inputs: 0,
  damaged: 0,
  faults: 0,
  cpuSeconds: 0,
  slowestMs: 0,
  slowestCpuMs: 0,
  times: [0, 0, 0, 0, 0],
  grownBytes: 0,
  askedBytes: 0,
  peakBytes: 0,
  baseBytes: 0,
  wallSeconds: 0,
})

/** What earlier runs reached; nothing where there were none. */
export function readTotals(file: string): Totals {
  if (!existsSync(file)) return makeTotals()
  return { ...makeTotals(), ...(JSON.parse(readFileSync(file, 'utf8')) as Totals) }
}

export function writeTotals(file: string, totals: Totals): void {
  writeFileSync(`${file}.new`, JSON.stringify(totals))
  renameSync(`${file}.new`, file)
}

/** Both together: counts are added, peaks compared. */
export function addTotals(a: Totals, b: Totals): Totals {
  return {
    inputs: a.inputs + b.inputs,
    damaged: a.damaged + b.damaged,
    faults: a.faults + b.faults,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    slowestMs: Math.max(a.slowestMs, b.slowestMs),
    slowestCpuMs: Math.max(a.slowestCpuMs, b.slowestCpuMs),
    times: a.times.map((count, at) => count + (b.times[at] ?? 0)),
    grownBytes: Math.max(a.grownBytes, b.grownBytes),
    askedBytes: Math.max(a.askedBytes, b.askedBytes),
    peakBytes: Math.max(a.peakBytes, b.peakBytes),
    baseBytes: Math.max(a.baseBytes, b.baseBytes),
    wallSeconds: a.wallSeconds + b.wallSeconds,
  }
}

export function formatTotals(t: Totals): string {
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`
  const rows = [
    ['inputs', `${t.inputs} (${t.damaged} of them damaged files), ${t.faults} faults`],
    ['time', times(t)],
    [
      'slowest',
      `${t.slowestMs.toFixed(1)} ms by the clock; ${t.slowestCpuMs.toFixed(1)} ms of processor time`,
    ],
    [
      'memory',
      `an input made heap and arrays grow by ${mb(t.grownBytes)} at most, and asked for ${mb(t.askedBytes)}`,
    ],
    ['process', `peak ${mb(t.peakBytes)} RSS, ${mb(t.baseBytes)} before the first input`],
    [
      'speed',
      `${Math.round(t.inputs / Math.max(t.cpuSeconds, 1e-9))} a second of processor time, ${Math.round(t.inputs / Math.max(t.wallSeconds, 1e-9))} a second by the clock`,
    ],
  ]
  return rows.map(([name = '', text]) => `${name.padEnd(8)} ${text}`).join('\n')
}

function times(t: Totals): string {
  return [...timeLimits.map((limit) => `up to ${limit} ms`), 'more']
    .map((name, at) => `${name}: ${t.times[at] ?? 0}`)
    .join(', ')
}
