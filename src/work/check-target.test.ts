import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ProblemError } from '../core/problem/problem.ts'
import { checkTargetName } from './check-target.ts'

test('a name of rustc, and a specification file, pass', async () => {
  await checkTargetName('arm-unknown-linux-gnueabihf')
  await checkTargetName('boards/my-target.json')
})

test('target/unknown names the target that was meant', async () => {
  const error = await checkTargetName('armv6-unknown-linux-gnueabihf').catch((e: unknown) => e)
  assert.ok(error instanceof ProblemError)
  assert.equal(error.problem.code, 'target/unknown')
  assert.equal(error.problem.exit, 2)
  assert.deepEqual(error.problem.fix?.command, ['ferry', 'explain', 'arm-unknown-linux-gnueabihf'])
  assert.match(error.problem.why ?? '', /spells ARMv6 “arm”/)
})

test('target/unknown where nothing is near', async () => {
  const error = await checkTargetName('made-up').catch((e: unknown) => e)
  assert.ok(error instanceof ProblemError)
  assert.equal(error.problem.code, 'target/unknown')
})
