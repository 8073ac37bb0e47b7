import assert from 'node:assert/strict'
import { test } from 'node:test'

import { withTargetFolder } from './target-folder-words.ts'

function check(line: string, expected: string): void {
  const words = withTargetFolder(line.split(' ').filter(Boolean), 'ferry/ab', '/p/target')
  assert.equal(words.join(' '), expected)
}

test('below the folder that is named, else below the usual one; words for the program stay', () => {
  check('', '--target-dir /p/target/ferry/ab')
  check('--release --bin x', '--release --bin x --target-dir /p/target/ferry/ab')
  check('--target-dir out -j2', '-j2 --target-dir out/ferry/ab')
  check('--target-dir=out/ -j2', '-j2 --target-dir out/ferry/ab')
  check('-j2 -- --target-dir x', '-j2 --target-dir /p/target/ferry/ab -- --target-dir x')
})
