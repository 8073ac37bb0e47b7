import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeByteView } from './byte-view.ts'

test('numbers of both endiannesses', () => {
  const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])
  const little = makeByteView(bytes, 'little')
  const big = makeByteView(bytes, 'big')
  assert.equal(little.u16(0), 0x0201)
  assert.equal(big.u16(0), 0x0102)
  assert.equal(little.u32(4), 0x08070605)
  assert.equal(big.u32(4), 0x05060708)
  assert.equal(little.u64(0), Number(0x0807060504030201n))
  assert.equal(big.u64(0), Number(0x0102030405060708n))
  assert.equal(little.word(0, 32), 0x04030201)
})

test('text ends at NUL and only within bounds', () => {
  const view = makeByteView(new TextEncoder().encode('abc\0def'), 'little')
  assert.equal(view.text(0), 'abc')
  assert.equal(view.text(4), undefined)
  assert.equal(view.text(0, 2), undefined)
  assert.equal(view.text(99), undefined)
})

test('nothing outside is read', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 16 }),
      fc.integer({ min: -40, max: 40 }),
      (bytes, at) => {
        const view = makeByteView(bytes, 'big')
        const inside = at >= 0 && at + 8 <= bytes.length
        assert.equal(view.has(at, 8), inside)
        if (!inside) assert.equal(view.u64(at), 0)
        view.u8(at)
        view.u16(at)
        view.u32(at)
        view.text(at)
      },
    ),
  )
})
