import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseSize } from './parse-size.ts'

function check(text: string, expected: number | undefined): void {
  assert.equal(parseSize(text), expected, text)
}

test('sizes of memory', () => {
  check('4096', 4096)
  check('16k', 16_384)
  check('16K', 16_384)
  check('512M', 536_870_912)
  check('512MiB', 536_870_912)
  check('1.5G', 1_610_612_736)
  check('4g', 4_294_967_296)
})

test('what is none', () => {
  for (const text of ['', 'M', '-1', '0', '1e3', '0.3', '5T', '1 2', '٣', '99999999999']) {
    check(text, undefined)
  }
})
