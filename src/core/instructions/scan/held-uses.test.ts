import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { elfBytes } from '../../../../test/fakes/elf-sample.ts'
import { readElfBytes } from '../../elf/read-elf-bytes.ts'
import { readHeldUses, type HeldUses } from './held-uses.ts'

function read(bytes: Uint8Array, lacks: (feature: string) => boolean): HeldUses {
  const reading = readHeldUses(readElfBytes(bytes), lacks)
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reading.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}

/** A fixture → `reach feature count`, by a board that has nothing. */
function check(name: string, expected: string, whole = true): void {
  test(name, () => {
    const held = read(elfBytes(name), () => true)
    const found = held.uses.map(
      ({ reach, feature, instructions }) => `${reach} ${feature} ${instructions}`,
    )
    assert.equal(found.join(', '), expected)
    assert.equal(held.whole, whole)
  })
}

check('aarch64-static', '')
check('armv5-static', '')
check('armv7-static', 'certain thumb2 3')
check('armv6-thumb2-tag', '')
check('armv7-stripped', 'certain thumb2 3', false)
check('x86-64-static', '')

test('what the board has is not counted', () => {
  assert.deepEqual(read(elfBytes('armv7-static'), () => false).uses, [])
})

test('changed and cut files never throw', () => {
  const folder = join(import.meta.dirname, '../../../../test/fixtures/elf/built')
  const files = readdirSync(folder).map((name) => elfBytes(name))
  const change = fc.tuple(fc.nat(8191), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x10, 0x2a))
  const property = fc.property(
    fc.nat(files.length - 1),
    fc.array(change, { maxLength: 12 }),
    fc.option(fc.nat(8191)),
    (which, changes, end) => {
      const bytes = Uint8Array.from(files[which] ?? [])
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      read(end === null ? bytes : bytes.subarray(0, end), () => true)
    },
  )
  fc.assert(property, { numRuns: 1000 })
})
