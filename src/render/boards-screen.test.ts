import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { renderBoardsScreen } from './boards-screen.ts'
import type { BoardState } from './boards-screen.ts'
import { makePaint } from './paint.ts'

const plain = makePaint(false)
const waits = (name: string): BoardState => ({ kind: 'waiting', name })
const works = (name: string, text: string, ms: number): BoardState => ({
  kind: 'working',
  name,
  text,
  ms,
})
const ended = (name: string, code: number, title?: string): BoardState => ({
  kind: 'ended',
  name,
  line: { name, code, time: '1.2 s', ...(title === undefined ? {} : { title }) },
})

test('one line a board and one for all', () => {
  const boards = [ended('four', 0), works('zero', 'Sending app', 2400), waits('two')]
  assert.deepEqual(
    renderBoardsScreen(
      [...boards, ended('none', 4, 'no such name')],
      { columns: 60, rows: 24 },
      plain,
    ),
    [
      'four  done      1.2 s',
      'zero  works     Sending app  2.0 s',
      'two   waits     ',
      'none  exit 4    1.2 s    no such name',
      '1 done, 1 failed, 1 at work, 1 waiting',
    ],
  )
})

test('more boards than rows: those at work and those that failed come first, in their order', () => {
  const many = Array.from({ length: 100 }, (_, at) =>
    at === 3
      ? ended('bad', 1)
      : at === 50
        ? works('busy', 'x', 0)
        : at < 40
          ? ended(`d${at}`, 0)
          : waits(`w${at}`),
  )
  const lines = renderBoardsScreen(many, { columns: 60, rows: 5 }, plain)
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    ['d0', 'bad', 'busy', '39'],
  )
})

test('no line is wider than the terminal, none holds a control character, no more lines than rows', () => {
  const text = fc.string({ unit: 'binary-ascii', maxLength: 80 })
  const state = fc.oneof(
    text.map(waits),
    fc.tuple(text, text, fc.nat(1e7)).map(([name, what, ms]) => works(name, what, ms)),
    fc.tuple(text, fc.nat(255), text).map(([name, code, title]) => ended(name, code, title)),
  )
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 2, max: 120 }),
      fc.integer({ min: 3, max: 40 }),
      (boards, columns, rows) => {
        const size = { columns, rows }
        const lines = renderBoardsScreen(boards, size, plain)
        assert.ok(lines.length <= rows - 1)
        for (const line of lines) {
          assert.ok(line.length < Math.max(4, columns), JSON.stringify(line))
          // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
          assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f]/)
        }
        const bare = renderBoardsScreen(boards, size, makePaint(true)).map((line) =>
          // oxlint-disable-next-line no-control-regex -- taking colours away is the purpose
          line.replaceAll(/\u001b\[\d+m/g, ''),
        )
        assert.deepEqual(bare, lines)
      },
    ),
  )
})
