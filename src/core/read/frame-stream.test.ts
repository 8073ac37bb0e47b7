import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { makeFrameMarks } from '../plan/remote-frame.ts'
import { readExecAnswer } from './exec-answer.ts'
import { makeFrameStream } from './frame-stream.ts'

const marks = makeFrameMarks('abc')
const bytes = (text: string): Uint8Array => Buffer.from(text)
const free = fc.uint8Array({ maxLength: 200 })

test('what stands before the mark is noise, whatever the chunks are cut like', () => {
  fc.assert(
    fc.property(free, free, fc.array(fc.integer({ min: 1, max: 50 })), (noise, data, cuts) => {
      const whole = Buffer.concat([noise, bytes(marks.begin), data])
      const stream = makeFrameStream(marks.begin)
      const got: Uint8Array[] = []
      let at = 0
      for (const cut of [...cuts, whole.length]) {
        got.push(stream.take(whole.subarray(at, at + cut)))
        at += cut
      }
      assert.ok(stream.begun())
      assert.deepEqual(Buffer.concat(got), Buffer.from(data))
      assert.deepEqual(Buffer.from(stream.noise()), Buffer.from(noise))
    }),
  )
})

test('noise is bounded', () => {
  const stream = makeFrameStream(marks.begin)
  for (let i = 0; i < 100; i++) stream.take(Buffer.alloc(65_536, 'x'))
  assert.ok(stream.noise().length <= 16 * 1024)
  assert.equal(Buffer.from(stream.take(bytes(`y${marks.begin}rest`))).toString(), 'rest')
})

test('an exec answer is taken out of banners and words of ssh', () => {
  fc.assert(
    fc.property(
      free,
      free,
      free,
      free,
      fc.integer({ min: 0, max: 255 }),
      (n1, out, n2, err, status) => {
        const answer = readExecAnswer(
          Buffer.concat([n1, bytes(marks.begin), out]),
          Buffer.concat([
            n2,
            bytes(marks.begin),
            err,
            bytes(`${marks.end}${status}\n`),
            bytes('ssh says'),
          ]),
          marks,
        )
        assert.equal(answer.status, status)
        assert.deepEqual(Buffer.from(answer.stdout), Buffer.from(out))
        assert.deepEqual(Buffer.from(answer.stderr), Buffer.from(err))
        assert.deepEqual(Buffer.from(answer.around), Buffer.concat([n2, bytes('ssh says')]))
      },
    ),
  )
})

test('no end mark: no status; no begin mark: not begun', () => {
  assert.equal(
    readExecAnswer(bytes(marks.begin), bytes(`${marks.begin}x`), marks).status,
    undefined,
  )
  assert.equal(readExecAnswer(bytes('x'), bytes('y'), marks).begun, false)
  assert.equal(readExecAnswer(bytes(marks.begin), bytes(`${marks.end}7`), marks).status, undefined)
})
