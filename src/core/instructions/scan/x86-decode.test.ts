import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeX86 } from './x86-decode.ts'
import { x86Feature } from './x86-features.ts'

/** Bytes of one instruction (Intel SDM 2, as GNU as makes them) → its length is all of them, and its feature. */
function check(bits: 32 | 64, hex: string, expected: string | undefined): void {
  test(`${bits}-bit ${hex}: ${expected ?? 'baseline'}`, () => {
    const bytes = Uint8Array.from(hex.split(' ').map((byte) => Number.parseInt(byte, 16)))
    const one = decodeX86(Uint8Array.from([...bytes, 0, 0, 0, 0, 0, 0, 0, 0]), 0, bits)
    assert.equal(one?.length, bytes.length)
    assert.equal(one && x86Feature(one, bits), expected)
  })
}

check(64, '55', undefined)
check(64, '48 89 e5', undefined)
check(64, '48 b8 01 02 03 04 05 06 07 08', undefined)
check(64, '48 8d 05 01 02 03 04', undefined)
check(64, '66 90', undefined)
check(64, 'e8 00 00 00 00', undefined)
check(64, '0f 84 00 00 00 00', undefined)
check(64, '66 c7 44 24 08 01 00', undefined)
check(64, 'f6 c1 01', undefined)
check(64, 'f7 d8', undefined)
check(64, 'f2 0f 10 44 24 08', undefined)
check(64, '66 2e 0f 1f 84 00 00 00 00 00', undefined)
check(64, 'f3 48 0f b8 c1', 'popcnt')
check(64, '66 0f 38 00 c1', 'ssse3')
check(64, '66 0f 3a 0f c1 04', 'ssse3')
check(64, '66 0f 38 17 c1', 'sse4_1')
check(64, '66 0f 3a 63 c1 08', 'sse4_2')
check(64, 'f2 48 0f 38 f1 c1', 'sse4_2')
check(64, '0f 38 f0 07', 'movbe')
check(64, '66 0f 38 dc c1', 'aes')
check(64, '66 0f 3a 44 c1 00', 'pclmulqdq')
check(64, '48 0f c7 0f', 'cx16')
check(64, 'f2 0f f0 07', 'pni')
check(64, 'c5 f8 77', 'avx')
check(64, 'c5 fd 6f 07', 'avx')
check(64, 'c5 f5 fe c2', 'avx2')
check(64, 'c5 f1 fe c2', 'avx')
check(64, 'c4 e2 7d 58 c1', 'avx2')
check(64, 'c4 e2 f1 98 c2', 'fma')
check(64, 'c4 e2 70 f2 c2', 'bmi1')
check(64, 'c4 e2 f3 f6 c2', 'bmi2')
check(64, '62 f1 75 48 fe c2', 'avx512f')
check(32, '0f 44 c1', 'cmov')
check(32, 'f2 0f 58 c1', 'sse2')
check(32, 'f3 0f 58 c1', 'sse')
check(32, '66 0f ef c0', 'sse2')
check(32, '40', undefined)
check(32, 'c5 07', undefined)
check(32, 'a1 01 02 03 04', undefined)
check(32, '66 81 c1 01 02', undefined)

test('arbitrary bytes: a length of one to twenty, or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.constantFrom(32, 64), (bytes, bits) => {
      const one = decodeX86(bytes, 0, bits)
      if (one) x86Feature(one, bits)
      return one === undefined || (one.length >= 1 && one.length <= 30)
    }),
    { numRuns: 3000 },
  )
})
