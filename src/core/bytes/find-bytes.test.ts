import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { makeFindBytes } from './find-bytes.ts'

test('finds what Buffer.indexOf finds', () => {
  const few = fc.uint8Array({ max: 3, maxLength: 60 })
  const property = fc.property(
    few,
    fc.uint8Array({ max: 3, minLength: 1, maxLength: 5 }),
    fc.nat(70),
    (bytes, needle, from) => {
      const expected = from > bytes.length ? -1 : Buffer.from(bytes).indexOf(needle, from)
      assert.equal(makeFindBytes(needle)(bytes, from), expected)
    },
  )
  fc.assert(property, { numRuns: 3000 })
})
