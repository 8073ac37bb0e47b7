import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { elfBytes } from '../../../test/fakes/elf-sample.ts'
import { readLinkedSymbols, type LinkedSymbols } from './read-linked-symbols.ts'

function read(bytes: Uint8Array): LinkedSymbols | undefined {
  const reading = readLinkedSymbols(bytes.length)
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reading.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}

function check(name: string, expected: LinkedSymbols | undefined): void {
  test(name, () => assert.deepEqual(read(elfBytes(name)), expected))
}

check('aarch64-static', undefined)
check('aarch64-library', { needed: [], defines: ['one'], wants: [] })
check('armhf-musl', {
  needed: ['libc.so'],
  defines: [],
  wants: [{ name: 'abort', when: 'call' }],
})
check('aarch64-runpath', {
  needed: ['libc.so.6', 'libown.so'],
  defines: [],
  wants: [
    { name: 'abort', version: 'GLIBC_2.17', when: 'call' },
    { name: 'own', when: 'call' },
  ],
})

test('changed and cut files never throw', () => {
  const folder = join(import.meta.dirname, '../../../test/fixtures/elf/built')
  const files = readdirSync(folder).map((name) => elfBytes(name))
  const change = fc.tuple(fc.nat(8191), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x10, 0x2a))
  const changed = fc.property(
    fc.nat(files.length - 1),
    fc.array(change, { maxLength: 12 }),
    fc.option(fc.nat(8191)),
    (which, changes, end) => {
      const bytes = Uint8Array.from(files[which] ?? [])
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      read(end === null ? bytes : bytes.subarray(0, end))
    },
  )
  fc.assert(changed, { numRuns: 1500 })
})
