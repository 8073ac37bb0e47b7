import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { editDeviceTree } from './edit-device-tree.ts'

/** A tree of version 17 with these properties at its root, and a node `cpus` with one property. */
function makeTree(root: readonly (readonly [string, string])[]): Buffer {
  const names = [...root.map(([name]) => name), 'reg']
  const strings = Buffer.from(names.map((name) => `${name}\0`).join(''))
  const offsetOf = (index: number): number =>
    names.slice(0, index).reduce((sum, name) => sum + name.length + 1, 0)
  const words = (...values: readonly number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * 4)
    values.forEach((value, at) => buffer.writeUInt32BE(value, at * 4))
    return buffer
  }
  const padded = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'latin1')
    return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  }
  const struct = Buffer.concat([
    words(1, 0),
    ...root.flatMap(([, value], index) => [words(3, value.length, offsetOf(index)), padded(value)]),
    words(1),
    padded('cpus\0'),
    words(3, 4, offsetOf(root.length), 0x1234),
    words(2, 2, 9),
  ])
  const reserved = words(0, 0x4000, 0, 0x1000, 0, 0, 0, 0)
  const structAt = 40 + reserved.length
  const stringsAt = structAt + struct.length
  const total = stringsAt + strings.length
  const header = words(
    0xd00dfeed,
    total,
    structAt,
    stringsAt,
    40,
    17,
    16,
    7,
    strings.length,
    struct.length,
  )
  return Buffer.concat([header, reserved, struct, strings])
}

/** Every property as `path/name`, by a reader of its own. */
function readTree(tree: Uint8Array): Readonly<Record<string, string>> {
  const buffer = Buffer.from(tree)
  const word = (at: number): number => buffer.readUInt32BE(at)
  assert.equal(word(0), 0xd00dfeed)
  assert.equal(word(4), buffer.length)
  const found: Record<string, string> = {}
  const path: string[] = []
  const textAt = (at: number): string => buffer.toString('latin1', at, buffer.indexOf(0, at))
  for (let at = word(8); ;) {
    const token = word(at)
    at += 4
    if (token === 1) {
      path.push(textAt(at))
      at = Math.ceil((at + textAt(at).length + 1) / 4) * 4
    } else if (token === 2) path.pop()
    else if (token === 3) {
      const [length, name] = [word(at), textAt(word(12) + word(at + 4))]
      found[[...path, name].join('/')] = buffer.toString('latin1', at + 8, at + 8 + length)
      at = Math.ceil((at + 8 + length) / 4) * 4
    } else {
      assert.equal(token, 9)
      return found
    }
  }
}

const MODEL = { model: ['Board'], compatible: ['a,b', 'c,d'] }

test('properties of the root are replaced or added, all else stays', () => {
  const tree = makeTree([
    ['model', 'linux,dummy-virt\0'],
    ['interrupt-parent', '\0\0\x80\x02'],
  ])
  const edited = editDeviceTree(tree, MODEL)
  assert.ok(edited)
  assert.deepEqual(readTree(edited), {
    '/model': 'Board\0',
    '/compatible': 'a,b\0c,d\0',
    '/interrupt-parent': '\0\0\x80\x02',
    '/cpus/reg': '\0\0\x12\x34',
  })
  assert.equal(Buffer.from(edited).readUInt32BE(28), 7, 'the boot CPU')
  const reserved = Buffer.from(edited).readUInt32BE(16)
  assert.equal(Buffer.from(edited).readUInt32BE(reserved + 4), 0x4000)
})

test('an edited tree can be edited again', () => {
  const once = editDeviceTree(makeTree([]), MODEL)
  assert.ok(once)
  const twice = editDeviceTree(once, { model: ['Other'] })
  assert.ok(twice)
  assert.equal(readTree(twice)['/model'], 'Other\0')
  assert.equal(readTree(twice)['/compatible'], 'a,b\0c,d\0')
})

test('no device tree, or a broken one', () => {
  assert.equal(editDeviceTree(new Uint8Array(0), MODEL), undefined)
  assert.equal(editDeviceTree(makeTree([]).subarray(0, 60), MODEL), undefined)
  const tree = makeTree([['model', 'x\0']])
  fc.assert(
    fc.property(fc.nat(tree.length - 1), fc.nat(255), (at, byte) => {
      const broken = Buffer.from(tree)
      broken[at] = byte
      editDeviceTree(broken, MODEL)
    }),
  )
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void editDeviceTree(bytes, MODEL)))
})
