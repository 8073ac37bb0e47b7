/**
 * The loop of scripts/fuzz.ts, in a worker whose heap is limited: mutate, run, keep what went a new way. What it is at stands in
 * shared memory, so that the input that ended the worker is known.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'

import { makeEdgeMap } from './edge-map.ts'
import { makeMutator, type Dictionary } from './mutate.ts'
import { makeTotals, timeLimits, type Totals } from './totals.ts'
import type { Looked } from './target.ts'

export interface Job extends Dictionary {
  readonly file: string
  readonly edges: number
  readonly seed: number
  readonly inputs: number
  readonly seeds: readonly string[]
  readonly corpusFolder: string
  readonly faultsFolder: string
  /** Its first four bytes are the length of the input that follows, the next four count the inputs. */
  readonly shared: SharedArrayBuffer
}

export type Told =
  | { readonly kind: 'totals'; readonly totals: Totals; readonly about: string }
  | { readonly kind: 'fault'; readonly file: string; readonly fault: string }
  | { readonly kind: 'done' }

interface Entry {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ms: number
}

const job = workerData as Job
/** Contract of issue 4. */
const [mostMs, mostBytes] = [50, 64 * 1024 * 1024]
/** Longer inputs are slower, and reach little that shorter ones do not. */
const mostKeptBytes = 64 * 1024
const toldEvery = 5000
const usualMs = 0.1

const map = makeEdgeMap(job.edges)
Object.assign(globalThis, { ferryEdges: map.counters })
const target = (await import(pathToFileURL(job.file).href)) as {
  readonly readEverything: (bytes: Uint8Array) => Looked
}
const words = new Int32Array(job.shared, 0, 2)
const current = new Uint8Array(job.shared, 8)
const { random, mutate } = makeMutator(job.seed, job)
const corpus: Entry[] = []
let totals = makeTotals()

// The smallest first: of two that go the same ways the smaller one stays.
const files = [
  ...job.seeds,
  ...readdirSync(job.corpusFolder).map((name) => join(job.corpusFolder, name)),
]
const starts = files
  .map((file) => new Uint8Array(readFileSync(file)))
  .toSorted((a, b) => a.length - b.length)
for (const bytes of starts) if (bytes.length <= current.length) look(bytes)
const begun = corpus.length
totals = { ...makeTotals(), baseBytes: process.memoryUsage.rss() }
let done = 0
let since = performance.now()
let cpu = process.cpuUsage()
while (done < job.inputs) {
  const bytes = mutate(pick(), corpus[random(corpus.length)]?.bytes ?? new Uint8Array(64))
  if (look(bytes)) writeFileSync(join(job.corpusFolder, nameOf(bytes)), bytes)
  if (++done % toldEvery === 0) tellTotals()
}
tellTotals()
tell({ kind: 'done' })

/**
 * Processor time of one more run, taken over many, since the clock also counts what other programs of the machine do, and the
 * counters of processor time go by whole ticks.
 */
function cpuMs(bytes: Uint8Array): number {
  const runs = 20
  const before = process.cpuUsage()
  for (let run = 0; run < runs; run++) runOnce(bytes)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / runs
}

/** Runs one input; true where it went a new way and was kept. */
function look(bytes: Uint8Array<ArrayBuffer>): boolean {
  current.set(bytes)
  Atomics.store(words, 0, bytes.length)
  Atomics.add(words, 1, 1)
  const { ms, grown, looked, fault } = runOnce(bytes)
  const isNew = map.takeNew()
  const again = ms > 20 ? cpuMs(bytes) : 0
  map.counters.fill(0)
  const place = timeLimits.findIndex((limit) => ms <= limit)
  const at = place < 0 ? timeLimits.length : place
  totals.times[at] = (totals.times[at] ?? 0) + 1
  totals.inputs++
  if (looked.problems > 0) totals.damaged++
  totals.slowestMs = Math.max(totals.slowestMs, ms)
  totals.grownBytes = Math.max(totals.grownBytes, grown)
  totals.askedBytes = Math.max(totals.askedBytes, looked.asked)
  if (again > totals.slowestCpuMs) {
    totals.slowestCpuMs = again
    writeFileSync(join(job.faultsFolder, '../slowest.elf'), bytes)
  }
  if (fault !== undefined) tellFault(bytes, fault)
  else if (again > mostMs) tellFault(bytes, `${again.toFixed(0)} ms`)
  else if (grown > mostBytes) tellFault(bytes, `${grown} bytes`)
  else if (looked.asked > mostBytes) tellFault(bytes, `${looked.asked} bytes asked`)
  if (!isNew || bytes.length > mostKeptBytes) return false
  corpus.push({ bytes, ms })
  return true
}

function runOnce(bytes: Uint8Array): { ms: number; grown: number; looked: Looked; fault?: string } {
  const heap = getHeapStatistics()
  const before = performance.now()
  let looked: Looked = { asked: 0, problems: 0 }
  let fault: string | undefined
  try {
    looked = target.readEverything(bytes)
  } catch (error) {
    fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const ms = performance.now() - before
  const after = getHeapStatistics()
  // Less than nothing where rubbish was collected meanwhile; the limit of the worker's heap holds then, too.
  const grown =
    after.used_heap_size - heap.used_heap_size + after.external_memory - heap.external_memory
  return { ms, grown, looked, ...(fault === undefined ? {} : { fault }) }
}

/** Half of the time one of the last, since what was found lately leads on; slow ones in proportion less often. */
function pick(): Uint8Array<ArrayBuffer> {
  for (let tries = 0; ; tries++) {
    const late = random(2) === 0 ? Math.min(64, corpus.length) : corpus.length
    const entry = corpus[corpus.length - 1 - random(late)]
    if (!entry) return new Uint8Array(64)
    if (tries === 8 || random(1000) * entry.ms <= 1000 * usualMs) return entry.bytes
  }
}

function tellTotals(): void {
  const now = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  const own = {
    ...totals,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (now - since) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
  since = now
  cpu = process.cpuUsage()
  const about = `${map.reached()} of ${job.edges} ways, ${map.features()} with how often; ${corpus.length} inputs kept, ${begun} at the start`
  tell({ kind: 'totals', totals: own, about })
  totals = { ...makeTotals(), baseBytes: totals.baseBytes, slowestCpuMs: totals.slowestCpuMs }
}

function tellFault(bytes: Uint8Array, fault: string): void {
  totals.faults++
  const file = join(job.faultsFolder, `${nameOf(bytes)}.elf`)
  writeFileSync(file, bytes)
  tell({ kind: 'fault', file, fault })
}

function tell(message: Told): void {
  parentPort?.postMessage(message)
}

function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
