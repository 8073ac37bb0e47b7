import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseInstalledCrates } from './installed-crates.ts'

test('what cargo installed is read', () => {
  const text = JSON.stringify({
    installs: {
      'ripgrep 15.1.0 (registry+https://github.com/rust-lang/crates.io-index)': {
        version_req: '=15.1.0',
        bins: ['rg', '../x', 5],
      },
      broken: { bins: ['y'] },
    },
  })
  assert.deepEqual(parseInstalledCrates(text), [
    { name: 'ripgrep', version: '15.1.0', programs: ['rg'] },
  ])
  assert.deepEqual(parseInstalledCrates('{'), [])
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (text, value) => {
      parseInstalledCrates(text)
      parseInstalledCrates(
        JSON.stringify({ installs: { [`${text} 1 (x)`]: { bins: value }, a: value } }),
      )
      parseInstalledCrates(JSON.stringify({ installs: value }))
    }),
  )
})
