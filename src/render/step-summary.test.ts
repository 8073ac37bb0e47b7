import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { renderStepSummary } from './step-summary.ts'

test('a row a board', () => {
  const lines = [
    { name: 'four', code: 0, time: '1.2 s' },
    { name: 'none', code: 4, time: '0.3 s', title: 'no host is called x' },
  ]
  assert.equal(
    renderStepSummary('run', lines),
    '### ferry run: 1 of 2 boards done\n\n| board | result | time |  |\n| --- | --- | --- | --- |\n| four | done | 1.2 s |  |\n| none | exit 4 | 0.3 s | no host is called x |\n\n',
  )
})

test('foreign text stays in its cell and is no markup', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, title) => {
      const text = renderStepSummary('run', [{ name, title, code: 4, time: '1 s' }])
      const row = text.split('\n')[4] ?? ''
      assert.equal(text.split('\n').length, 7)
      assert.equal(row.split('|').length, 6)
      assert.doesNotMatch(row, /[<>`*[\]@]/)
    }),
  )
})
