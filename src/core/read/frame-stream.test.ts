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
    fc.property(free, free, fc.integer({ min: 0, max: 255 }), (noise, err, status) => {
      const whole = Buffer.concat([
        noise,
        bytes(marks.begin),
        err,
        bytes(`${marks.end}${status}\n`),
        bytes('ssh says'),
      ])
      const answer = readExecAnswer(whole, whole, marks)
      assert.equal(answer.status, status)
      assert.deepEqual(Buffer.from(answer.stderr), Buffer.from(err))
      assert.deepEqual(Buffer.from(answer.around), Buffer.concat([noise, bytes('ssh says')]))
    }),
  )
})

test('a status behind more than is kept is found', () => {
  const head = bytes(`${marks.begin}${'x'.repeat(100)}`)
  const answer = readExecAnswer(head, bytes(`xxx${marks.end}7\n`), marks)
  assert.deepEqual([answer.status, answer.truncated, answer.stderr.length], [7, true, 100])
})

test('no end mark, or one that was cut: no status', () => {
  const check = (text: string): void =>
    assert.equal(readExecAnswer(bytes(text), bytes(text), marks).status, undefined)
  check(`${marks.begin}x`)
  check(`${marks.begin}${marks.end}7`)
  check(`${marks.begin}${marks.end}\n`)
})
