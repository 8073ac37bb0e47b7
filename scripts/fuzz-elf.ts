/**
 * Fuzzes the ELF reader and the verdict with mutated real files, and reports figures:
 * `node scripts/fuzz-elf.ts [--inputs 1000000] [--seconds 600] [--seed 1] [file…]`.
 * Without files: the fixtures. Ends with 1 where an input threw, took more than 50 ms or asked for
 * more than 64 MB; those inputs are kept in a temporary folder.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge } from '../src/core/verdict/judge.ts'
import { readArchive } from '../src/core/elf/read-archive.ts'
import { readElf } from '../src/core/elf/read-elf.ts'
import { boardSamples } from '../test/fakes/board-samples.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
  },
})
const fixtures = join(import.meta.dirname, '../test/fixtures/elf/built')
const paths =
  positionals.length > 0 ? positionals : readdirSync(fixtures).map((n) => join(fixtures, n))
const seeds = paths.map((path) => new Uint8Array(readFileSync(path)))
const boards = Object.values(boardSamples)
const kept = mkdtempSync(join(tmpdir(), 'ferry-fuzz-'))
const mostMs = 50
const mostBytes = 64 * 1024 * 1024

let state = Number(values.seed) >>> 0 || 1
/** xorshift32 (Marsaglia 2003): the same inputs for the same seed. */
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

const odd = [
  0, 1, 2, 3, 4, 8, 0x10, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
  0xfffffff0, 0x1000, 0x10000, 0x6ffffff0, 0x70000003,
]

function mutate(): Uint8Array {
  const seed = seeds[random(seeds.length)] ?? new Uint8Array(64)
  let bytes: Uint8Array = Uint8Array.from(seed)
  // Half of all changes go to the headers, where they tell most.
  const place = (): number => random(random(2) === 0 ? Math.min(bytes.length, 1024) : bytes.length)
  for (let changes = 1 + random(8); changes > 0 && bytes.length > 0; changes--) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const at = place()
    const kind = random(8)
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    else if (kind === 1) bytes[at] = random(256)
    else if (kind === 2 && at + 2 <= bytes.length)
      view.setUint16(at, odd[random(odd.length)] ?? 0, random(2) === 0)
    else if (kind === 3 && at + 4 <= bytes.length)
      view.setUint32(at, odd[random(odd.length)] ?? 0, random(2) === 0)
    else if (kind === 4 && at + 4 <= bytes.length)
      view.setUint32(at, random(bytes.length * 2), random(4) !== 0)
    else if (kind === 5) bytes.copyWithin(at, place(), Math.min(bytes.length, place() + random(64)))
    else if (kind === 6) {
      const other = seeds[random(seeds.length)] ?? seed
      const from = random(other.length)
      bytes.set(other.subarray(from, from + Math.min(64, bytes.length - at)), at)
    } else if (kind === 7 && random(8) === 0) bytes = bytes.slice(0, 1 + random(bytes.length))
  }
  return bytes
}

function run(bytes: Uint8Array): { asked: number; problems: number } {
  let asked = 0
  const answer = (request: { offset: number; length: number }): Uint8Array => {
    asked += request.length
    return bytes.subarray(request.offset, request.offset + request.length)
  }
  const reading = readElf(bytes.length, { scan: { crates: true, jemalloc: true } })
  let step = reading.next()
  while (!step.done) step = reading.next(answer(step.value))
  judge(step.value, boards[random(boards.length)] ?? boards[0] ?? { schema: 'ferry.board/1' })
  const archive = readArchive(bytes.length)
  for (let part = archive.next(); !part.done;) part = archive.next(answer(part.value))
  return { asked, problems: step.value.problems.length }
}

/** Processor time of an input, the least of three runs. */
function leastCpuMs(bytes: Uint8Array): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    run(bytes)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

const start = performance.now()
const limit = Number(values.seconds) * 1000
let [inputs, damaged, slowest, slowestCpu, largest, failures] = [0, 0, 0, 0, 0, 0]
while (inputs < Number(values.inputs) && performance.now() - start < limit) {
  const bytes = mutate()
  const before = performance.now()
  let fault: string | undefined
  try {
    const { asked, problems } = run(bytes)
    if (problems > 0) damaged++
    largest = Math.max(largest, asked)
    if (asked > mostBytes) fault = `${asked} bytes asked`
  } catch (error) {
    fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const ms = performance.now() - before
  slowest = Math.max(slowest, ms)
  // The wall clock also counts the pauses of the machine: an input is slow by its processor time.
  if (ms > mostMs && fault === undefined) {
    const own = leastCpuMs(bytes)
    slowestCpu = Math.max(slowestCpu, own)
    if (own > mostMs) fault = `${own.toFixed(0)} ms`
  }
  if (fault !== undefined) {
    failures++
    const file = join(kept, `${inputs}.elf`)
    writeFileSync(file, bytes)
    console.error(`${file}: ${fault}`)
    if (failures >= 20) break
  }
  inputs++
}
const seconds = (performance.now() - start) / 1000
const rss = process.resourceUsage().maxRSS / 1024
console.log(
  `${inputs} inputs from ${seeds.length} files, seed ${values.seed}: ${failures} failures, ${damaged} damaged; ` +
    `slowest ${slowest.toFixed(0)} ms by the clock (looked at again: ${slowestCpu.toFixed(1)} ms of CPU), most asked ${(largest / 1e6).toFixed(1)} MB, peak ${rss.toFixed(0)} MB RSS; ` +
    `${seconds.toFixed(0)} s, ${Math.round(inputs / seconds)} a second`,
)
process.exitCode = failures > 0 ? 1 : 0
