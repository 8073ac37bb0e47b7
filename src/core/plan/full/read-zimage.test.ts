import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { formatUimage, readZimage } from './read-zimage.ts'

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]

/** A zImage as arch/arm/boot/compressed lays it out: 0x300 bytes, of which two places look like xz. */
function makeZimage(words: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(0x300)
  const view = new DataView(bytes.buffer)
  const all = {
    0x24: 0x016f2818,
    0x34: 0x45454545,
    0x38: 0x100,
    0x100: 6,
    0x104: 0x5a534c4b,
    0x108: 0x2fc,
    0x110: 0x208000,
    0x2fc: 20_582_580,
    ...words,
  }
  for (const [at, word] of Object.entries(all)) view.setUint32(Number(at), word, true)
  bytes.set(XZ, 0x140)
  bytes.set(XZ, 0x180)
  return bytes
}

test('what a packed kernel says of itself', () => {
  assert.deepEqual(readZimage(makeZimage()), {
    textOffset: 0x208000,
    unpackedBytes: 20_582_580,
    xzAt: [0x140, 0x180],
  })
})

test('what is no such kernel is left as it is', () => {
  for (const words of [
    { 0x24: 0 },
    { 0x34: 0 },
    { 0x104: 0 },
    { 0x2fc: 5 },
    { 0x110: 0x7fffffff },
  ]) {
    assert.equal(readZimage(makeZimage(words)), undefined)
  }
  assert.equal(readZimage(new Uint8Array(0)), undefined)
})

test('no bytes throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 0x300 }),
      fc.nat({ max: 0xffff_ffff }),
      (bytes, word) => {
        readZimage(bytes)
        readZimage(makeZimage({ 0x38: word, 0x108: word }))
      },
    ),
  )
})

test('the form that QEMU puts where the kernel is linked to', () => {
  const image = formatUimage(Uint8Array.of(1, 2, 3), 0x4020_8000)
  const view = new DataView(image.buffer)
  assert.equal(view.getUint32(0), 0x2705_1956)
  assert.deepEqual(
    [view.getUint32(12), view.getUint32(16), view.getUint32(20)],
    [3, 0x4020_8000, 0x4020_8000],
  )
  assert.deepEqual([...image.slice(28, 32), ...image.slice(64)], [5, 2, 2, 0, 1, 2, 3])
})
