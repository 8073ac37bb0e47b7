import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isOfUnwinder } from './unwinder-words.ts'

/** Words of A64 as GNU as 2.40 makes them; the one that is asked about is marked by `!`. */
function check(expected: boolean, text: string): void {
  const words = text.trim().split(/\s+/)
  const bytes = new DataView(new ArrayBuffer(words.length * 4))
  for (const [i, word] of words.entries()) {
    bytes.setUint32(i * 4, Number.parseInt(word.replace('!', ''), 16), true)
  }
  const at = words.findIndex((word) => word.endsWith('!')) * 4
  assert.equal(isOfUnwinder(bytes, at, bytes.getInt32(at, true)), expected, text)
}

test('CNTD behind a look at what was read before', () => {
  // ldr w0, [x0, #544]; cbnz w0, +16; cntd x0; str w0, [x2, #544]
  check(true, 'b9422000 35000060 04e0e3e0! b9022040')
  check(true, 'b94222a1 35000081 04e0e3e0!')
  check(false, '35000060 04e0e3e0! b9022040')
  check(false, 'b9422001 35000060 04e0e3e0!')
  check(false, 'b9422000 34000060 04e0e3e0!')
  check(false, '04e0e3e0!')
})

test('STG of an address with its own tag, sixteen bytes up', () => {
  check(true, 'd9200800! 91004000 eb1b001f')
  check(false, 'd9200801! 91004000')
  check(false, 'd9200800! 91008000')
  check(false, 'd9200800!')
})

test('ZA is put away as AAPCS64 says', () => {
  check(true, 'aa1f03ef e1206200! 04305830 910005ef')
  check(true, 'aa1f03ef e1206200 04305830! 910005ef')
  check(false, 'e1206200! 04305830')
  check(false, '04305830!')
})
