import assert from 'node:assert/strict'
import { test } from 'node:test'

import { compareTargets } from '../../scripts/knowledge/compare-targets.ts'

test('the tables of targets and cores agree with the local rustc', () => {
  const { differences, compared } = compareTargets('')
  assert.deepEqual(differences, [])
  assert.ok(compared.names > 300 && compared.cfgs > 70 && compared.cores > 20)
})
