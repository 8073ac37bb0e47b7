import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readUleb128 } from './read-uleb128.ts'

test('numbers of DWARF’s examples', () => {
  assert.deepEqual(readUleb128(Uint8Array.of(2), 0), { value: 2, next: 1 })
  assert.deepEqual(readUleb128(Uint8Array.of(0x80, 0x01), 0), { value: 128, next: 2 })
  assert.deepEqual(readUleb128(Uint8Array.of(0xb9, 0x64), 0), { value: 12_857, next: 2 })
})

test('what does not end is none', () => {
  assert.equal(readUleb128(Uint8Array.of(0x80, 0x80), 0), undefined)
  assert.equal(readUleb128(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x01), 0), undefined)
  assert.equal(readUleb128(Uint8Array.of(), 0), undefined)
})
