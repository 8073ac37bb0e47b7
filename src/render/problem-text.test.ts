import assert from 'node:assert/strict'
import { test } from 'node:test'

import { makePaint } from './paint.ts'
import { renderProblem } from './problem-text.ts'

const words = 'there are pi-zero, pi-2 and '.repeat(12).trimEnd()

test('why and fix are broken at blanks before column 100, the command is not', () => {
  const command = ['ferry', 'run', '--manifest-path', `${'a'.repeat(110)} b`]
  const text = renderProblem(
    { code: 'a/b', title: 'no', why: words, fix: { text: words, command }, exit: 2 },
    makePaint(false),
  )
  const lines = text.trimEnd().split('\n')
  assert.equal(lines.at(-1), `       ferry run --manifest-path '${'a'.repeat(110)} b'`)
  for (const line of lines.slice(0, -1)) assert.ok(line.length <= 100, line)
  assert.equal(lines.slice(1, -1).join(' ').replace(/\s+/g, ' '), ` why: ${words} fix: ${words}`)
})

test('foreign text brings no escape sequence along', () => {
  const text = renderProblem(
    { code: 'a/b', title: 'x\u001b[2J', why: 'y\u001b]0;t\u0007', output: ['\u001b[31m'], exit: 3 },
    makePaint(false),
  )
  assert.ok(
    text.split('').every((c) => c >= ' ' || c === '\n'),
    text,
  )
})
