import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { decodeFile } from './decode-file.ts'

test('UTF-8 and UTF-16, with and without a mark', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
      assert.equal(decodeFile(utf16), text)
      assert.equal(decodeFile(Buffer.from(utf16).swap16()), text)
      assert.equal(decodeFile(Buffer.from(`\uFEFF${text}`)), text)
      if (!text.startsWith('\uFEFF')) assert.equal(decodeFile(Buffer.from(text)), text)
    }),
  )
})

test('whatever the bytes are, there is text', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeFile(bytes)))
})
