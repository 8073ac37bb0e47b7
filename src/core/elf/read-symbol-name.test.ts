import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSymbolName } from './read-symbol-name.ts'

function check(symbol: string, path: string, crate: string | undefined): void {
  test(symbol, () => {
    const name = readSymbolName(symbol)
    assert.deepEqual([name.path, name.crate], [path, crate])
  })
}

check('main', 'main', undefined)
check('_ZN4core3fmt5write17h0123456789abcdefE', 'core::fmt::write', 'core')
check(
  '_ZN54_$LT$serde_json..Value$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE',
  '<serde_json::Value as core::fmt::Debug>::fmt',
  'serde_json',
)
check('_ZNSt6vectorIiSaIiEED2Ev', '_ZNSt6vectorIiSaIiEED2Ev', undefined)
check('_ZN5hello5worldEv', '_ZN5hello5worldEv', undefined)
check('_RNvCs15kBYyAo9fc_7mycrate7example', '_RNvCs15kBYyAo9fc_7mycrate7example', 'mycrate')
check('_RNvNtCs1_4core3fmt5write', '_RNvNtCs1_4core3fmt5write', 'core')

test('any text gives a path', () => {
  const pieces = fc.constantFrom('_ZN', '_R', 'C', '17h', '4core', '$LT$', '$u20$', 'E', '99', 'a')
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const { path } = readSymbolName(parts.join(''))
      return path.length > 0 || parts.length === 0
    }),
  )
})
