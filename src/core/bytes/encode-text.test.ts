import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { encodeText } from './encode-text.ts'

test('text as the platform encodes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.deepEqual(encodeText(text), new Uint8Array(new TextEncoder().encode(text)))
    }),
  )
  assert.deepEqual(encodeText('\ud800'), Uint8Array.of(0xef, 0xbf, 0xbd))
})
