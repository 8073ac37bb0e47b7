/**
 * npm run faults: is the promise kept when something breaks? Injects faults into `ferry ship` and `ferry run` on boards of this host
 * and virtual ones, and looks at what is left. docs/faults.md tells what is injected and what is looked at.
 *
 * Words: --lanes PATTERN and --kinds PATTERN take those whose names fit; --at-once N boards (default 2); --again forgets what an
 * earlier run of the same ferry found (what was wrong is tried again in any case); --ferry FOLDER takes another ferry than this
 * checkout's; --json FILE writes every outcome.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { readHost } from '../src/shell/host.ts'
import type { Outcome } from './faults/fault.ts'
import { keepOutcomes } from './faults/keep-outcomes.ts'
import { LANES, SCRIPTED_LANES } from './faults/lanes.ts'
import type { LanePlan } from './faults/lanes.ts'
import { planFaults } from './faults/plan-faults.ts'
import { reportFaults } from './faults/report-faults.ts'
import { runLane } from './faults/run-lane.ts'
import { planScripted, runScriptedLane } from './faults/scripted-lane.ts'
import type { ScriptedLane } from './faults/scripted-lane.ts'
import { NEEDS, TEST_NEEDS, ensureHostPackages } from './host-packages.ts'

const { values } = parseArgs({
  options: {
    lanes: { type: 'string', default: '' },
    kinds: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '2' },
    again: { type: 'boolean', default: false },
    json: { type: 'string' },
    ferry: { type: 'string' },
  },
})
const SERVERS = ['sshd', 'dropbear', 'busybox', 'fish', 'tcsh', 'mksh', 'zstd']
ensureHostPackages([
  NEEDS.ssh,
  ...TEST_NEEDS.filter(({ program }) => SERVERS.some((name) => program.endsWith(name))),
])
if (process.getuid?.() !== 0) {
  console.error(
    'Boards of this host are namespaces with mounts of their own, which only root makes: run it as root',
  )
  process.exit(3)
}
const root = values.ferry ?? resolve(import.meta.dirname, '..')
if (values.ferry === undefined)
  spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' })
const bundle = readFileSync(join(root, 'dist', 'ferry.cjs'))
const version = createHash('sha256').update(bundle).digest('hex').slice(0, 16)
const folder = join(readHost().cache, 'faults')
const file = join(folder, `${version}.jsonl`)
const ferry =
  values.ferry === undefined ? copyFerry(join(folder, version)) : join(root, 'bin', 'ferry.js')
if (values.again) rmSync(file, { force: true })
const kept = keepOutcomes(file)
const began = performance.now()
const outcomes: Outcome[] = []
let failed = false

let stopped = false
// A board of its own is not left behind: what is at hand is ended first.
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    stopped = true
    console.log('Stopping after the faults at hand; a further run goes on from here')
  })

const lanes = LANES.filter(({ name }) => new RegExp(values.lanes).test(name))
const queue: (() => Promise<void>)[] = [
  ...SCRIPTED_LANES.filter(({ name }) => new RegExp(values.lanes).test(name)).map(
    (lane) => () => runScripted(lane),
  ),
  ...lanes.filter(({ waits }) => waits !== true).map((plan) => () => run(plan)),
]
const worker = async (): Promise<void> => {
  for (let next = queue.shift(); next && !stopped; next = queue.shift()) await next()
}
await Promise.all([
  ...lanes.filter(({ waits }) => waits === true).map(run),
  ...Array.from({ length: Math.max(1, Number(values['at-once'])) }, worker),
])
for (const line of reportFaults(outcomes)) console.log(line)
console.log(`\n${Math.round((performance.now() - began) / 1000)} s; every outcome: ${file}`)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(outcomes, null, 1))
process.exit(outcomes.some(({ wrong }) => wrong.length > 0) || failed ? 1 : 0)

/** The checkout may change meanwhile: one copy of the bundle serves the whole run. */
function copyFerry(to: string): string {
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(root, name), join(to, name), { recursive: true })
  return join(to, 'bin', 'ferry.js')
}

async function run(plan: LanePlan): Promise<void> {
  const faults = planFaults(plan.counts).filter(isWanted)
  const left = faults.filter(({ id }) => !isKnown(plan.name, id))
  const take = taker(faults.length, faults.length - left.length)
  await noting(plan.name, () => runLane(plan, left, take, { ferry, isStopped: () => stopped }))
}

async function runScripted(lane: ScriptedLane): Promise<void> {
  const faults = planScripted(lane).filter(isWanted)
  const left = faults.filter(({ id }) => !isKnown(lane.name, id))
  const take = taker(faults.length, faults.length - left.length)
  await noting(lane.name, () => runScriptedLane(lane, left, take, () => stopped))
}

function isWanted({ kind }: { readonly kind: string }): boolean {
  return new RegExp(values.kinds).test(kind)
}

function isKnown(lane: string, id: string): boolean {
  const known = kept.get(lane, id)
  if (!known || known.wrong.length > 0) return false
  outcomes.push(known)
  return true
}

function taker(all: number, before: number): (outcome: Outcome) => void {
  let count = before
  return (outcome) => {
    kept.add(outcome)
    outcomes.push(outcome)
    count += 1
    const { id, lane, stage, state, code, problem, wrong } = outcome
    const word = wrong.length > 0 ? 'WRONG' : stage === undefined ? 'late ' : 'ok   '
    const what = `${state}, ${problem ?? `exit ${code}`}`
    console.log(`${word} ${lane} ${count}/${all} ${id} at ${stage ?? 'the end'}: ${what}`)
    for (const line of wrong) console.log(`        ${line}`)
  }
}

async function noting(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    failed = true
    console.log(`FAILED ${name}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}
