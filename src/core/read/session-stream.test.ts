import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { makeFrameMarks } from '../plan/remote-frame.ts'
import { makeSessionStream } from './session-stream.ts'

const marks = makeFrameMarks('abc')

test('a script’s own bytes and its status, whatever stands around and the chunks are cut like', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  // Beginnings of the mark among the bytes are no mark.
  const data = fc
    .array(fc.oneof(bytes, fc.constant(Buffer.from(marks.end.slice(0, 7)))), { maxLength: 6 })
    .map((parts) => Buffer.concat(parts))
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
  fc.assert(
    fc.property(bytes, data, fc.nat(255), bytes, cuts, (noise, own, status, after, sizes) => {
      const whole = Buffer.concat([
        noise,
        Buffer.from(marks.begin),
        own,
        Buffer.from(`${marks.end}${status}\n`),
        after,
      ])
      const stream = makeSessionStream('abc')
      const got: Uint8Array[] = []
      for (let at = 0, i = 0; at < whole.length; i++) {
        const size = sizes[i % sizes.length] ?? 1
        got.push(stream.take(whole.subarray(at, at + size)))
        at += size
      }
      assert.deepEqual(Buffer.concat(got), own)
      assert.deepEqual([stream.begun(), stream.status()], [true, status])
      assert.deepEqual(Buffer.from(stream.noise()), Buffer.from(noise))
    }),
  )
})

test('a stream that ends early has no status', () => {
  const stream = makeSessionStream('abc')
  stream.take(Buffer.from(`${marks.begin}some ${marks.end}1`))
  assert.equal(stream.status(), undefined)
  assert.ok(stream.begun())
})
