import assert from 'node:assert/strict'
import { test } from 'node:test'

import { noNetwork } from '../../core/problem/download-problems.ts'
import type { Outcome } from './outcome.ts'
import { makeSurgery } from './surgery.ts'

const quiet = (): void => undefined

/** A check that fails until its cure has run. */
function makeSick(cure: () => Promise<string | undefined>): {
  readonly check: () => Promise<readonly Outcome[]>
  readonly looked: () => number
} {
  let well = false
  let looked = 0
  return {
    looked: () => looked,
    check: async () => {
      looked++
      const common = { id: 'std', needed: true, why: 'w', evidence: 'e' }
      if (well) return [{ ...common, state: 'ok' }]
      const run = async (): Promise<string | undefined> => {
        const did = await cure()
        well = did !== undefined
        return did
      }
      return [{ ...common, state: 'missing', cure: { says: 'mend', run } }]
    },
  }
}

test('without --fix nothing is cured', async () => {
  const sick = makeSick(() => assert.fail('cured'))
  const surgery = makeSurgery(false, quiet)
  await surgery.attend(sick.check)
  assert.deepEqual(
    [surgery.outcomes()[0]?.state, surgery.fixed(), sick.looked()],
    ['missing', [], 1],
  )
})

test('with --fix it is cured, looked at again, and told', async () => {
  const sick = makeSick(async () => 'made it')
  const surgery = makeSurgery(true, quiet)
  await surgery.attend(sick.check)
  assert.equal(surgery.outcomes()[0]?.state, 'ok')
  assert.deepEqual(surgery.fixed(), [{ id: 'std', did: 'made it' }])
  assert.equal(sick.looked(), 2)
})

test('a cure that fails says why, and the check stays failed', async () => {
  const sick = makeSick(async () => {
    throw noNetwork('http://mirror.test/', 'refused')
  })
  const surgery = makeSurgery(true, quiet)
  await surgery.attend(sick.check)
  const [outcome] = surgery.outcomes()
  assert.equal(outcome?.state, 'missing')
  assert.equal(outcome?.code, 'host/no-network')
  assert.match(outcome?.evidence ?? '', /cannot reach mirror\.test: refused/)
  assert.deepEqual(surgery.fixed(), [])
})

test('a bug in a cure is no answer of the check', async () => {
  const surgery = makeSurgery(true, quiet)
  await assert.rejects(
    surgery.attend(makeSick(() => Promise.reject(new TypeError('bug'))).check),
    TypeError,
  )
})
