import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { decodeX86 } from './x86-decode.ts'
import { x86Feature } from './x86-features.ts'
import { plainX86Length } from './x86-plain.ts'

for (const bits of [32, 64] as const) {
  test(`${bits} bits: what is plain has decodeX86’s length and needs nothing`, () => {
    const property = fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.constantFrom([], [0x0f], [0x48], [0x41, 0x0f]),
      (rest, prefix) => {
        const bytes = Uint8Array.from([...prefix, ...rest])
        const length = plainX86Length(bytes, 0, bits)
        if (length === 0) return
        const one = decodeX86(bytes, 0, bits)
        assert.equal(length, one?.length)
        assert.equal(one && x86Feature(one, bits), undefined)
      },
    )
    fc.assert(property, { numRuns: 30_000 })
  })
}

test('prefixes, vectors and the end of the bytes are left to decodeX86', () => {
  const check = (bytes: readonly number[], length: number): void =>
    assert.equal(plainX86Length(Uint8Array.from(bytes), 0, 64), length)
  check([0x48, 0x89, 0xe5, 0x90], 3)
  check([0xe8, 0, 0, 0, 0], 5)
  check([0x66, 0x90], 0)
  check([0xc5, 0xf8, 0x77], 0)
  check([0xc3], 0)
})
