import assert from 'node:assert/strict'
import { test } from 'node:test'

import { againLine } from './again-line.ts'

const check = (typed: string, expected: string): void =>
  assert.equal(againLine(typed.split(' ')), expected)

test('the same words, but for the boards', () => {
  check('run --on a --on=b', 'ferry run --retry-failed')
  check(
    '+nightly run --all --bin x -- --on y',
    'ferry +nightly run --bin x --retry-failed -- --on y',
  )
  check('ship app bin/ --on desk --at-once 2', 'ferry ship app bin/ --at-once 2 --retry-failed')
  check('build --retry-failed', 'ferry build --retry-failed')
  assert.equal(againLine(['ship', 'a b', '--all']), "ferry ship 'a b' --retry-failed")
})
