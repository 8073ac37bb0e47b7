/**
 * A slice of `npm run faults` (docs/faults.md): some thirty faults, on a board that is this machine in namespaces of its own (root
 * alone makes those), on a virtual board, and by scripts alone.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isThere } from '../../scripts/host-packages.ts'
import type { Outcome } from '../../scripts/faults/fault.ts'
import { LANES, SCRIPTED_LANES } from '../../scripts/faults/lanes.ts'
import { planFaults } from '../../scripts/faults/plan-faults.ts'
import { reportFaults } from '../../scripts/faults/report-faults.ts'
import { runLane } from '../../scripts/faults/run-lane.ts'
import { planScripted, runScriptedLane } from '../../scripts/faults/scripted-lane.ts'

const root = process.getuid?.() === 0

const SLICE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  OpenSSH: {
    'line cut': 3,
    'line damaged': 1,
    'ferry killed': 2,
    'wrong hash': 1,
    'disk full in the middle': 1,
    'two at once': 1,
  },
  'virtual Raspberry Pi 4': { 'line cut': 3, 'board killed': 1 },
}

for (const [name, counts] of Object.entries(SLICE)) {
  const needsRoot =
    name === 'OpenSSH' && !root && 'only root makes namespaces with mounts of their own'
  test(`faults on ${name}`, { timeout: 300_000, skip: needsRoot }, async (t) => {
    const lane = LANES.find((one) => one.name === name)
    assert.ok(lane)
    const outcomes: Outcome[] = []
    const faults = planFaults(counts)
    await runLane(lane, faults, (outcome) => void outcomes.push(outcome))
    for (const line of reportFaults(outcomes)) t.diagnostic(line)
    assert.equal(outcomes.length, faults.length)
    assert.deepEqual(
      outcomes.flatMap(({ id, wrong }) => wrong.map((what) => `${id}: ${what}`)),
      [],
    )
  })
}

for (const lane of SCRIPTED_LANES.slice(0, 3)) {
  const shell = lane.shell[0] ?? ''
  test(
    `faults on ${lane.name}`,
    { timeout: 300_000, skip: !isThere(shell) && `no ${shell}` },
    async (t) => {
      const outcomes: Outcome[] = []
      const faults = planScripted({ ...lane, count: 1 })
      await runScriptedLane(lane, faults, (outcome) => void outcomes.push(outcome))
      for (const line of reportFaults(outcomes)) t.diagnostic(line)
      assert.equal(outcomes.length, faults.length)
      assert.deepEqual(
        outcomes.flatMap(({ id, wrong }) => wrong.map((what) => `${id}: ${what}`)),
        [],
      )
    },
  )
}
