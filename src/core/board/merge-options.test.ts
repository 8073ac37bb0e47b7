import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isSameBoard, mergeOptions } from './merge-options.ts'
import type { VirtualOptions } from './virtual-options.ts'

const FULL: VirtualOptions = { full: { memoryBytes: 512, pageBytes: 16_384 } }

test('a board stays what it was where nothing else is asked for', () => {
  assert.deepEqual(mergeOptions(FULL, undefined), FULL)
  assert.deepEqual(mergeOptions(FULL, { full: {} }), FULL)
  assert.deepEqual(mergeOptions({ readOnly: true }, { full: {} }), { readOnly: true, full: {} })
  assert.deepEqual(mergeOptions(FULL, { full: { memoryBytes: 256 } }), {
    full: { memoryBytes: 256, pageBytes: 16_384 },
  })
  assert.deepEqual(mergeOptions({ noexec: ['/tmp'] }, { readOnly: true }), { readOnly: true })
})

test('whether a running board will do', () => {
  const check = (asked: VirtualOptions, board: VirtualOptions, same: boolean): void =>
    assert.equal(isSameBoard(asked, board), same, JSON.stringify([asked, board]))
  check({ full: {} }, FULL, true)
  check({ full: { memoryBytes: 512 } }, FULL, true)
  check({ full: { memoryBytes: 256 } }, FULL, false)
  check({ full: { pageBytes: 4096 } }, { full: {} }, true)
  check({ full: {} }, {}, false)
  check({}, FULL, false)
  check({ noexec: [] }, {}, true)
  check({ readOnly: true }, {}, false)
})
