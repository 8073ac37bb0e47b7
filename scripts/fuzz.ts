/**
 * npm run fuzz: mutated real files against everything that reads them and the verdict, guided by the ways that each input takes
 * through the code (fuzz/count-edges.ts): one that takes a new way is kept and mutated in its turn.
 *
 * Words: --inputs 10000000 (of all runs together, so that a run that was cut goes on), --seed 1, --again (counts from nothing), and
 * files to begin with (default: the fixtures and, where they were made, the small binaries of the oracle). What is kept lies under
 * ferry's cache (fuzz/corpus), the count beside it. The inputs run in a worker that has 64 MB of heap in all. Ends with 1 where an input
 * threw, took more than 50 ms of processor time or more than 64 MB, or did not end; those inputs lie under fuzz/faults.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

import { readHost } from '../src/shell/host.ts'
import type { CountedTarget } from './fuzz/counted-target.ts'
import type { Job, Told } from './fuzz/fuzz-worker.ts'
import { addTotals, formatTotals, readTotals, writeTotals } from './fuzz/totals.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
    bundle: { type: 'boolean', default: false },
  },
})
const cache = readHost().cache
const folder = join(cache, 'fuzz')
const corpusFolder = join(folder, 'corpus')
const faultsFolder = join(folder, 'faults')
for (const place of [corpusFolder, faultsFolder]) mkdirSync(place, { recursive: true })

/** Larger files cost more than they reach. */
const mostSeedBytes = 128 * 1024
const heapMb = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 16 }
const mostFaults = 20
const hangSeconds = 30

if (values.bundle) {
  console.log(
    JSON.stringify(await (await import('./fuzz/counted-target.ts')).countedTarget(folder)),
  )
  process.exit(0)
}
// Apart, so that the bundler's memory is not counted.
const bundling = [import.meta.filename, '--bundle']
const target = JSON.parse(
  execFileSync(process.execPath, bundling, { encoding: 'utf8' }),
) as CountedTarget
const counts = join(folder, `counts-${target.id}.json`)
if (values.again) rmSync(counts, { force: true })
let totals = readTotals(counts)
let about = ''
if (totals.inputs > 0) console.error(`${totals.inputs} inputs were done before`)
const wanted = Number(values.inputs)
const seeds = positionals.length > 0 ? positionals : [...fixtures(), ...binaries()]
while (totals.inputs < wanted && totals.faults < mostFaults) await runWorker()
console.log(`${formatTotals(totals)}\nways     ${about}`)
process.exitCode = totals.faults > 0 ? 1 : 0

/** Runs until all is done or an input ends the worker, which is then told. */
async function runWorker(): Promise<void> {
  const shared = new SharedArrayBuffer(8 + mostSeedBytes * 2)
  const job: Job = {
    file: target.file,
    edges: target.edges,
    numbers: target.numbers,
    texts: target.texts,
    // Each run draws others.
    seed: Number(values.seed) + totals.inputs,
    inputs: wanted - totals.inputs,
    seeds,
    corpusFolder,
    faultsFolder,
    shared,
  }
  const worker = new Worker(new URL('./fuzz/fuzz-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: heapMb,
  })
  const words = new Int32Array(shared, 0, 2)
  let [seen, still] = [0, 0]
  let nextTold = performance.now() + 60_000
  const watch = setInterval(() => {
    still = words[1] === seen ? still + 1 : 0
    seen = words[1] ?? 0
    if (still >= hangSeconds) {
      faultOf(shared, `did not end within ${hangSeconds} s`)
      void worker.terminate()
    }
  }, 1000)
  worker.on('message', (told: Told) => {
    if (told.kind === 'fault') console.error(`${told.file}: ${told.fault}`)
    if (told.kind !== 'totals') return
    totals = addTotals(totals, told.totals)
    about = told.about
    writeTotals(counts, totals)
    if (totals.faults >= mostFaults) void worker.terminate()
    if (performance.now() < nextTold) return
    nextTold = performance.now() + 60_000
    console.error(`${totals.inputs} inputs, ${about}`)
  })
  await new Promise<void>((settle) => {
    worker.on('error', (error) => {
      faultOf(shared, error instanceof Error ? error.message : String(error))
    })
    worker.on('exit', () => settle())
  })
  clearInterval(watch)
}

function faultOf(shared: SharedArrayBuffer, fault: string): void {
  const length = new Int32Array(shared, 0, 1)[0] ?? 0
  const file = join(faultsFolder, `ended-${totals.inputs}.elf`)
  writeFileSync(file, new Uint8Array(shared, 8, length).slice())
  console.error(`${file}: ${fault}`)
  totals = { ...totals, faults: totals.faults + 1 }
  writeTotals(counts, totals)
}

function fixtures(): readonly string[] {
  const place = join(import.meta.dirname, '../test/fixtures/elf/built')
  return readdirSync(place).map((name) => join(place, name))
}

/** Programs of real compilers and C libraries, of every machine. */
function binaries(): readonly string[] {
  const place = join(cache, 'oracle/binaries')
  if (!existsSync(place)) return []
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size <= mostSeedBytes)
}
