/**
 * npm run fuzz: mutated real files against everything that reads them and the verdict, guided by
 * which blocks of the code they reach: an input that reaches a new one is kept and mutated in its turn.
 *
 * Words: --inputs 10000000, --seconds 3600, --seed 1, and files to begin with (default: the
 * fixtures). What is kept lies under ferry's cache (fuzz/corpus) and is the next run's beginning.
 * Ends with 1 where an input threw, took more than 50 ms of processor time or more than 64 MB;
 * those inputs lie under fuzz/faults.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { readHost } from '../src/shell/host.ts'
import { boardSamples } from '../test/fakes/board-samples.ts'
import { makeBlockCoverage } from './fuzz/block-coverage.ts'
import { makeMutator } from './fuzz/mutate.ts'
import { readEverything } from './fuzz/read-everything.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
    once: { type: 'string' },
  },
})
const fixtures = join(import.meta.dirname, '../test/fixtures/elf/built')
const folder = join(readHost().cache, 'fuzz')
const corpusFolder = join(folder, 'corpus')
const faultsFolder = join(folder, 'faults')
for (const place of [corpusFolder, faultsFolder]) mkdirSync(place, { recursive: true })

const boards = Object.values(boardSamples)
const mostMs = 50
const mostBytes = 64 * 1024 * 1024
/** Inputs between two looks at the coverage. */
const batch = 100
/** Batches that look for new blocks, and those that only look for faults, at full speed. */
const [guided, unguided] = [2, 400]
/** Longer inputs are slower, and reach nothing that shorter ones do not. */
const mostKeptBytes = 64 * 1024

if (values.once !== undefined) {
  console.log(timeOnce(values.once))
  process.exit(0)
}
const { random, mutate } = makeMutator(Number(values.seed))
const given = positionals.length > 0 ? positionals : filesOf(fixtures)
const corpus: Uint8Array<ArrayBuffer>[] = [...given, ...filesOf(corpusFolder)].map(
  (path) => new Uint8Array(readFileSync(path)),
)
const begun = corpus.length
const coverage = makeBlockCoverage()
const totals = { inputs: 0, damaged: 0, failures: 0, slowest: 0, slowestCpu: 0, asked: 0 }

const seen = new Set<string>()
coverage.resume()
for (const seed of corpus) runOnce(seed)
for (const block of coverage.take()) seen.add(block)
const atStart = seen.size
const baseline = process.memoryUsage().rss
const start = performance.now()
let nextTold = 60_000
while (!isOver()) {
  coverage.resume()
  for (let i = 0; i < guided; i++) keepNew(runBatch(), takeNew())
  coverage.pause()
  for (let i = 0; i < unguided && !isOver(); i++) runBatch()
  if (performance.now() - start > nextTold) {
    nextTold += 60_000
    console.error(`  ${totals.inputs} inputs, ${seen.size} blocks, ${corpus.length} kept`)
  }
}
const seconds = (performance.now() - start) / 1000
const peak = process.resourceUsage().maxRSS / 1024
console.log(
  [
    `${totals.inputs} inputs from ${begun} files, seed ${values.seed}: ${totals.failures} failures, ${totals.damaged} damaged`,
    `blocks reached: ${atStart} by the first files, ${seen.size} in the end; ${corpus.length - begun} inputs kept`,
    `slowest ${totals.slowest.toFixed(0)} ms by the clock (looked at again: ${totals.slowestCpu.toFixed(1)} ms of CPU), most asked ${(totals.asked / 1e6).toFixed(1)} MB`,
    `peak ${peak.toFixed(0)} MB RSS, ${(baseline / 2 ** 20).toFixed(0)} MB before the first input; ${seconds.toFixed(0)} s, ${Math.round(totals.inputs / seconds)} a second`,
  ].join('\n'),
)
process.exitCode = totals.failures > 0 ? 1 : 0

function filesOf(place: string): readonly string[] {
  return readdirSync(place).map((name) => join(place, name))
}

function pick(): Uint8Array<ArrayBuffer> {
  // Half of the time one of the last: what was found lately leads on.
  const late = random(2) === 0 ? Math.min(64, corpus.length) : corpus.length
  return corpus[corpus.length - 1 - random(late)] ?? new Uint8Array(64)
}

function isOver(): boolean {
  const late = performance.now() - start > Number(values.seconds) * 1000
  return late || totals.inputs >= Number(values.inputs) || totals.failures >= 20
}

function runBatch(): readonly Uint8Array<ArrayBuffer>[] {
  const inputs = Array.from({ length: batch }, () => mutate(pick(), pick()))
  for (const bytes of inputs) runOnce(bytes)
  totals.inputs += inputs.length
  return inputs
}

/** Blocks that never ran before. */
function takeNew(): Set<string> {
  const fresh = new Set(coverage.take().filter((block) => !seen.has(block)))
  for (const block of fresh) seen.add(block)
  return fresh
}

/** Finds those of a batch that reach the new blocks, by halves, and keeps one for each. */
function keepNew(inputs: readonly Uint8Array<ArrayBuffer>[], fresh: Set<string>): void {
  if (fresh.size === 0) return
  const [only] = inputs
  if (inputs.length === 1 && only) {
    if (only.length <= mostKeptBytes) keep(only)
    return
  }
  const middle = inputs.length >> 1
  for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
    if (fresh.size === 0) return
    for (const bytes of half) runOnce(bytes)
    const own = new Set(coverage.take().filter((block) => fresh.has(block)))
    for (const block of own) fresh.delete(block)
    keepNew(half, own)
  }
}

function keep(bytes: Uint8Array<ArrayBuffer>): void {
  corpus.push(bytes)
  writeFileSync(join(corpusFolder, nameOf(bytes)), bytes)
}

function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

function runOnce(bytes: Uint8Array): void {
  const board = boards[random(boards.length)] ?? { schema: 'ferry.board/1' }
  const before = performance.now()
  const cpuBefore = process.cpuUsage()
  let fault: string | undefined
  try {
    const { asked, problems } = readEverything(bytes, board)
    if (problems > 0) totals.damaged++
    totals.asked = Math.max(totals.asked, asked)
    if (asked > mostBytes) fault = `${asked} bytes asked`
  } catch (error) {
    fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const ms = performance.now() - before
  totals.slowest = Math.max(totals.slowest, ms)
  // The wall clock also counts the pauses of the machine: an input is slow by its processor time.
  const { user, system } = process.cpuUsage(cpuBefore)
  if (user + system > mostMs * 1000 && fault === undefined) {
    const own = ownCpuMs(bytes)
    totals.slowestCpu = Math.max(totals.slowestCpu, own)
    if (own > mostMs) fault = `${own.toFixed(0)} ms`
  }
  if (fault !== undefined) tellFault(bytes, fault)
}

/** Processor time of an input in a process that counts no blocks and has read it before. */
function ownCpuMs(bytes: Uint8Array): number {
  const file = join(folder, 'slow.elf')
  writeFileSync(file, bytes)
  const words = [import.meta.filename, '--once', file]
  return Number(execFileSync(process.execPath, words, { encoding: 'utf8' }))
}

/** What ownCpuMs asks of another process: the least of twenty runs. */
function timeOnce(file: string): number {
  const bytes = new Uint8Array(readFileSync(file))
  const times = Array.from({ length: 20 }, () => {
    const before = process.cpuUsage()
    readEverything(bytes, boards[0] ?? { schema: 'ferry.board/1' })
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

function tellFault(bytes: Uint8Array, fault: string): void {
  totals.failures++
  const file = join(faultsFolder, `${nameOf(bytes)}.elf`)
  writeFileSync(file, bytes)
  console.error(`${file}: ${fault}`)
}
