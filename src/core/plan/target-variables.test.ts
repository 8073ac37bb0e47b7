import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findTargeted, targetedNames, toCargoVariable } from './target-variables.ts'

test('names of variables follow cargo and the build crates', () => {
  assert.equal(
    toCargoVariable('armv7-unknown-linux-gnueabihf', 'LINKER'),
    'CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER',
  )
  assert.equal(
    toCargoVariable('thumbv8m.main-none-eabi', 'RUNNER'),
    'CARGO_TARGET_THUMBV8M_MAIN_NONE_EABI_RUNNER',
  )
  assert.deepEqual(targetedNames('CC', 'riscv64gc-unknown-linux-gnu'), [
    'CC_riscv64gc-unknown-linux-gnu',
    'CC_riscv64gc_unknown_linux_gnu',
    'TARGET_CC',
  ])
})

test('the most telling name wins, and an empty value is a value', () => {
  const env = { TARGET_CC: 'a', CC_x_y: 'b', CC: 'c' }
  assert.deepEqual(findTargeted(env, 'CC', 'x-y'), { name: 'CC_x_y', value: 'b' })
  assert.deepEqual(findTargeted({ 'CC_x-y': '' }, 'CC', 'x-y'), { name: 'CC_x-y', value: '' })
  assert.equal(findTargeted({ CC: 'c' }, 'CC', 'x-y'), undefined)
})
