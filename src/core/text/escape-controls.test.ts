import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { escapeControls, escapeLine } from './escape-controls.ts'

const RAW =
  // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/

test('controls become visible', () => {
  assert.equal(escapeControls('a\u001b[31mb\u0007\r\n\tc'), 'a\\x1b[31mb\\x07\\x0d\n\tc')
  assert.equal(escapeControls('x\u202etxt'), 'x\\u{202e}txt')
  assert.equal(escapeLine('a\n  fix: rm\tx'), 'a\\x0a  fix: rm\\x09x')
  assert.equal(escapeControls('plain é \u{1f980}'), 'plain é \u{1f980}')
})

test('whatever comes, no control passes, and a line stays one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      assert.doesNotMatch(escapeControls(text), RAW)
      assert.doesNotMatch(escapeLine(text), RAW)
      assert.doesNotMatch(escapeLine(text), /[\n\t]/)
    }),
    { numRuns: 40 },
  )
})
