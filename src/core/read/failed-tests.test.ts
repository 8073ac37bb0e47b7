import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { readFailedTests } from './failed-tests.ts'

/** As Rust 1.95 prints it. */
const OUTPUT = `
running 3 tests
test passes ... ok
test inner::fails ... FAILED
test quiet - should panic ... FAILED

failures:

---- inner::fails stdout ----

thread 'inner::fails' (14227) panicked at src/main.rs:10:17:
assertion \`left == right\` failed
  left: 1
 right: 2
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace


failures:
    inner::fails
    quiet

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`

test('name, place and words of each failure', () => {
  assert.deepEqual(readFailedTests(OUTPUT), [
    {
      name: 'inner::fails',
      message:
        "thread 'inner::fails' (14227) panicked at src/main.rs:10:17:\nassertion `left == right` failed\n  left: 1\n right: 2",
      file: 'src/main.rs',
      line: 10,
      column: 17,
    },
    { name: 'quiet', message: 'it failed and said nothing' },
  ])
})

test('a result that is an error; before Rust 1.73; a documentation test; several programs', () => {
  const section = (name: string, text: string): string =>
    `---- ${name} stdout ----\n${text}\n\nfailures:\n    ${name}\n\ntest result: FAILED.\n`
  const found = readFailedTests(
    section('gives', 'Error: "no such thing"') +
      section('deep', 'it panicked at x.rs:1:1:\nwhy\nstack backtrace:\n   0: a::b') +
      section('old', "thread 'old' panicked at 'it''s so', tests/old.rs:3:5") +
      section('src/lib.rs - add (line 7)', 'error[E0425]: cannot find function `x`'),
  )
  assert.deepEqual(
    found.map(({ name, message, file, line, column }) => [
      name,
      message.slice(0, 12),
      file,
      line,
      column,
    ]),
    [
      ['gives', 'Error: "no s', undefined, undefined, undefined],
      ['deep', 'it panicked ', 'x.rs', 1, 1],
      ['old', "thread 'old'", 'tests/old.rs', 3, 5],
      ['src/lib.rs - add (line 7)', 'error[E0425]', 'src/lib.rs', 7, undefined],
    ],
  )
  assert.deepEqual(readFailedTests('test result: ok. 3 passed\n'), [])
})

test('no text makes it throw, nor gives more than it may', () => {
  const line = fc.constantFrom(
    '---- a stdout ----',
    'failures:',
    'panicked at x.rs:1:2:',
    'test b ... FAILED',
    '',
    "'",
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 200 }), (lines) => {
      const found = readFailedTests(lines.join('\n'))
      assert.ok(found.length <= 50 && found.every(({ message }) => message.length <= 2000))
    }),
  )
})
