import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeText } from './decode-text.ts'

test('UTF-8 comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      assert.equal(decodeText(new TextEncoder().encode(text)), text)
    }),
  )
})

test('any bytes give what TextDecoder gives, up to how many U+FFFD', () => {
  const squeeze = (text: string): string => text.replace(/\ufffd+/g, '\ufffd')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      assert.equal(squeeze(decodeText(bytes)), squeeze(decoder.decode(bytes)))
    }),
    { numRuns: 1000 },
  )
})
