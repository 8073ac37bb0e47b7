import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { EXT4_HEAD, giveToRoot, readExt4Layout, readInodeTables } from './ext4-owners.ts'

/** Offsets of fields in the superblock: Documentation/filesystems/ext4. */
function makeHead(fields: Readonly<Record<number, number>>): Uint8Array {
  const head = Buffer.alloc(EXT4_HEAD)
  const defaults = { 0: 65_536, 0x14: 0, 0x18: 2, 0x28: 32_768, 0x38: 0xef53, 0x58: 256 }
  for (const [at, value] of Object.entries({ ...defaults, ...fields })) {
    if (Number(at) === 0x38 || Number(at) === 0x58) head.writeUInt16LE(value, 1024 + Number(at))
    else head.writeUInt32LE(value, 1024 + Number(at))
  }
  return head
}

test('where the inodes are', () => {
  const layout = readExt4Layout(makeHead({}))
  assert.deepEqual(layout, {
    descriptorsAt: 4096,
    descriptorsBytes: 64,
    inodeBytes: 256,
    tableBytes: 32_768 * 256,
    blockBytes: 4096,
  })
  const descriptors = Buffer.alloc(64)
  descriptors.writeUInt32LE(35, 8)
  descriptors.writeUInt32LE(2083, 40)
  assert.deepEqual(readInodeTables(descriptors, layout!), [35 * 4096, 2083 * 4096])
})

test('what must not be edited', () => {
  assert.equal(readExt4Layout(makeHead({ 0x38: 0 })), undefined)
  assert.equal(readExt4Layout(makeHead({ 0x64: 0x400 })), undefined, 'checksums of inodes')
  assert.equal(readExt4Layout(makeHead({ 0x64: 0x10 })), undefined, 'checksums of groups')
  assert.equal(readExt4Layout(makeHead({ 0x60: 0x80 })), undefined, 'large descriptors')
  assert.equal(readExt4Layout(makeHead({ 0x28: 0 })), undefined)
  assert.equal(readExt4Layout(new Uint8Array(0)), undefined)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2048 }), (any) => void readExt4Layout(any)))
})

test('owners become root, all else stays', () => {
  const table = Uint8Array.from({ length: 512 }, (_, at) => at & 255 || 1)
  const fresh = giveToRoot(table, 256)
  assert.ok(fresh)
  const owners = new Set([2, 3, 0x18, 0x19, 0x78, 0x79, 0x7a, 0x7b])
  for (const [at, byte] of fresh.entries()) {
    assert.equal(byte, owners.has(at % 256) ? 0 : table[at])
  }
  assert.equal(giveToRoot(fresh, 256), undefined)
})
