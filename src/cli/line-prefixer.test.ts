import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { makeLinePrefixer } from './line-prefixer.ts'

test('each line carries the name, whatever the chunks are cut like; bytes stay', () => {
  const line = fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.filter((byte) => byte !== 10))
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (lines, cuts) => {
        const whole = Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from('\n')]))
        const got: Uint8Array[] = []
        const prefixer = makeLinePrefixer('pi | ', (chunk) => got.push(chunk))
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = cuts[i % cuts.length] ?? 1
          prefixer.take(whole.subarray(at, at + size))
          at += size
        }
        prefixer.end()
        const want = lines.flatMap((bytes) => [
          Buffer.from(bytes.length > 0 ? 'pi | ' : 'pi |'),
          bytes,
          Buffer.from('\n'),
        ])
        assert.deepEqual(Buffer.concat(got), Buffer.concat(want))
      },
    ),
  )
})

test('a last line without line feed is given in the end', () => {
  const got: string[] = []
  const prefixer = makeLinePrefixer('pi | ', (chunk) => got.push(Buffer.from(chunk).toString()))
  prefixer.take(Buffer.from('half'))
  assert.deepEqual(got, [])
  prefixer.end()
  prefixer.end()
  assert.deepEqual(got, ['pi | half\n'])
})
