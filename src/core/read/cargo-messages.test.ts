import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseCargoMessage, parsePackageId } from './cargo-messages.ts'

test('an artifact is read', () => {
  const line = JSON.stringify({
    reason: 'compiler-artifact',
    package_id: 'path+file:///home/a/hello#0.1.0',
    manifest_path: '/home/a/hello/Cargo.toml',
    target: {
      kind: ['bin'],
      crate_types: ['bin'],
      name: 'hello',
      src_path: '/home/a/hello/src/main.rs',
    },
    profile: { opt_level: '3', debuginfo: 0, test: false },
    features: [],
    filenames: ['/t/release/hello'],
    executable: '/t/release/hello',
    fresh: true,
  })
  assert.deepEqual(parseCargoMessage(line), {
    kind: 'artifact',
    artifact: {
      packageName: 'hello',
      packageVersion: '0.1.0',
      name: 'hello',
      kind: 'bin',
      executable: '/t/release/hello',
      files: ['/t/release/hello'],
      test: false,
      optimization: '3',
      fresh: true,
      packageFolder: '/home/a/hello',
    },
  })
})

test('the end, and what is of no interest', () => {
  assert.deepEqual(parseCargoMessage('{"reason":"build-finished","success":false}'), {
    kind: 'finished',
    success: false,
  })
  for (const line of [
    '',
    'running 3 tests',
    '{"reason":"build-script-executed"}',
    '{',
    '{}',
    '{"reason":"compiler-artifact"}',
  ])
    assert.deepEqual(parseCargoMessage(line), { kind: 'other' })
})

test('package ids of all ages', () => {
  const check = (id: string, name: string, version?: string): void =>
    assert.deepEqual(parsePackageId(id), version === undefined ? { name } : { name, version })
  check('path+file:///home/a/hello#0.1.0', 'hello', '0.1.0')
  check('path+file:///home/a/dir#name@0.1.0', 'name', '0.1.0')
  check('registry+https://github.com/rust-lang/crates.io-index#serde@1.0.200', 'serde', '1.0.200')
  check('git+https://example.org/x.git?rev=1#abc@2.0.0', 'abc', '2.0.0')
  check('hello 0.1.0 (path+file:///home/a/hello)', 'hello', '0.1.0')
  check('', '')
})

test('no line makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (text, value) => {
      parseCargoMessage(text)
      parseCargoMessage(
        JSON.stringify({ reason: 'compiler-artifact', package_id: text, target: value }),
      )
      parseCargoMessage(
        JSON.stringify({
          reason: 'compiler-artifact',
          package_id: text,
          target: { name: text, kind: value },
          profile: value,
          filenames: value,
        }),
      )
      parsePackageId(text)
    }),
  )
})
