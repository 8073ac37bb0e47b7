import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { cfgOfTarget, evaluateCfg } from './cargo-cfg.ts'

const values = cfgOfTarget('armv7-unknown-linux-gnueabihf', {
  machine: 'arm',
  bits: 32,
  endian: 'little',
  libc: 'glibc',
})

test('cfg keys are evaluated', () => {
  const check = (text: string, expected: boolean | undefined): void =>
    assert.equal(evaluateCfg(text, values), expected, text)
  check('cfg(unix)', true)
  check('cfg(windows)', false)
  check('cfg(target_arch = "arm")', true)
  check('cfg(target_arch="aarch64")', false)
  check('cfg(all(target_os = "linux", target_env = "gnu",))', true)
  check('cfg(any(target_arch = "aarch64", not(target_env = "musl")))', true)
  check('cfg(all())', true)
  check('cfg(any())', false)
  check('cfg(not(unix))', false)
  check('armv7-unknown-linux-gnueabihf', undefined)
  check('cfg(', undefined)
  check('cfg(all(unix)', undefined)
  check('cfg(unix unix)', undefined)
  check('cfg(sometimes(unix))', undefined)
})

test('no text makes it throw or hang', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('cfg(', 'all(', 'any(', 'not(', ')', ',', '=', '"a"', 'unix', ' ', '§'),
        { maxLength: 400 },
      ),
      (parts) => {
        evaluateCfg(parts.join(''), values)
        evaluateCfg(`cfg(${parts.join('')})`, values)
      },
    ),
  )
})
