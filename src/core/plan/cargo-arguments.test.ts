import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseCargoArguments } from './cargo-arguments.ts'

test('values stand after a blank, after =, or attached', () => {
  const parsed = parseCargoArguments(
    '--release -p a --package=b -pc --bin x --example=y -F f,g --target aarch64-unknown-linux-gnu --manifest-path ../Cargo.toml -j2 --offline -- --bin z'.split(
      ' ',
    ),
  )
  assert.deepEqual(parsed, {
    manifestPath: '../Cargo.toml',
    packages: ['a', 'c', 'b'],
    workspace: false,
    bins: ['x'],
    examples: ['y'],
    otherTargets: false,
    target: 'aarch64-unknown-linux-gnu',
    features: ['--features', 'f,g'],
    offline: true,
  })
})

test('other targets, workspace, and values that look like options', () => {
  assert.equal(parseCargoArguments(['--lib']).otherTargets, true)
  assert.equal(parseCargoArguments(['--test', 'x']).otherTargets, true)
  assert.equal(parseCargoArguments(['--workspace']).workspace, true)
  assert.deepEqual(parseCargoArguments(['--config', '--bin', '--bin']).bins, [''])
  assert.deepEqual(parseCargoArguments(['--bin=a=b']).bins, ['a=b'])
})
