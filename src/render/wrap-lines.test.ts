import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { makePaint } from './paint.ts'
import { wrapLines } from './wrap-lines.ts'

const check = (text: string, expected: string): void =>
  assert.equal(wrapLines(text, 20), expected, text)

test('long lines are broken below where their text begins', () => {
  check('short', 'short')
  check('one two three four five six', 'one two three four\nfive six')
  check('  one two three four five six', '  one two three four\n  five six')
  check('  cpu   one two three four', '  cpu   one two\n        three four')
  check('- one two three four five', '- one two three four\n  five')
  check(`x${'y'.repeat(30)}`, `x${'y'.repeat(30)}`)
})

test('colour codes count nothing', () => {
  const cpu = makePaint(true)('cyan', 'cpu')
  check(`  ${cpu}   one two three four`, `  ${cpu}   one two\n        three four`)
})

test('no word is lost', () => {
  const word = fc.stringMatching(/^[a-z•-]{1,12}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.nat({ max: 8 }), (words, indent) => {
      const text = ' '.repeat(indent) + words.join(' ')
      const lines = wrapLines(text, 24).split('\n')
      assert.equal(lines.join(' ').replace(/ +/g, ' ').trim(), words.join(' '))
      for (const line of lines) assert.ok(line.length <= 24, line)
    }),
  )
})
