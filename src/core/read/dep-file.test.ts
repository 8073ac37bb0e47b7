import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { parseDepFile } from './dep-file.ts'

test('the files behind a program', () => {
  const text = '/t/release/app: /p/src/main.rs /p/my\\ assets/a.txt /p/build.rs\n'
  assert.deepEqual(parseDepFile(text), ['/p/src/main.rs', '/p/my assets/a.txt', '/p/build.rs'])
  assert.deepEqual(parseDepFile('C:\\t\\app.exe: C:\\p\\src\\main.rs'), ['C:\\p\\src\\main.rs'])
  assert.deepEqual(parseDepFile('app:\n'), [])
})

test('arbitrary text never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseDepFile(text)))
})
