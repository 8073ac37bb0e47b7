import assert from 'node:assert/strict'
import { test } from 'node:test'

import { splitBoards } from './split-boards.ts'

const check = (words: string, on: string, rest: string): void =>
  assert.deepEqual(splitBoards(words.split(' ')), {
    on: on.split(' ').filter(Boolean),
    words: rest.split(' ').filter(Boolean),
  })

test('--on is ferry’s up to --, all else the other program’s', () => {
  check('--on pi -D warnings', 'pi', '-D warnings')
  check('run --on=pi --all --on zero -- --on x', 'pi zero', 'run --all -- --on x')
  check('tree --on', '', 'tree --on')
})
