import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { seedDeviceTree } from './seed-device-tree.ts'

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}
const CHOSEN = [1, 0x63686f73, 0x656e0000]

/** A tree with `chosen`, which has one property called `a`, in the order that editDeviceTree writes. */
function makeTree(): Buffer {
  const struct = words(1, 0, ...CHOSEN, 3, 4, 0, 7, 2, 2, 9)
  const strings = Buffer.from('a\0')
  const at = 40 + 16
  const end = at + struct.length + strings.length
  const head = words(
    0xd00dfeed,
    end,
    at,
    at + struct.length,
    40,
    17,
    16,
    0,
    strings.length,
    struct.length,
  )
  return Buffer.concat([head, Buffer.alloc(16), struct, strings])
}

test('random bytes come first in /chosen, and the rest stays', () => {
  const seed = Uint8Array.from({ length: 8 }, (_, index) => index)
  const tree = seedDeviceTree(makeTree(), seed)
  assert.ok(tree)
  const bytes = Buffer.from(tree)
  assert.equal(bytes.readUInt32BE(4), bytes.length)
  const struct = bytes.subarray(bytes.readUInt32BE(8), bytes.readUInt32BE(12))
  assert.equal(struct.length, bytes.readUInt32BE(36))
  const property = Buffer.concat([words(3, 8, 2), seed])
  const wanted = [words(1, 0, ...CHOSEN), property, words(3, 4, 0, 7, 2, 2, 9)]
  assert.deepEqual(struct, Buffer.concat(wanted))
  assert.equal(bytes.subarray(bytes.readUInt32BE(12)).toString(), 'a\0rng-seed\0')
})

test('no bytes throw', () => {
  assert.equal(seedDeviceTree(new Uint8Array(0), new Uint8Array(8)), undefined)
  fc.assert(
    fc.property(fc.nat({ max: 90 }), fc.nat({ max: 255 }), (at, byte) => {
      const tree = makeTree()
      if (at < tree.length) tree[at] = byte
      seedDeviceTree(tree, new Uint8Array(8))
    }),
  )
})
