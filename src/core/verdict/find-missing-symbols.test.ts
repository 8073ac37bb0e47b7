import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WantedSymbol } from '../elf/read-linked-symbols.ts'
import { findMissingSymbols, type SymbolScope } from './find-missing-symbols.ts'

/** `name@V` wanted of one library that defines these; the names that are missing. */
function check(
  wanted: string,
  defines: readonly string[],
  expected: string,
  libc: SymbolScope['libc'] = 'glibc',
): void {
  test(`${wanted} of ${defines.join(', ') || 'nothing'} by ${libc}`, () => {
    const wants = wanted.split(' ').map((text): WantedSymbol => {
      const [name = '', version] = text.split('@')
      return { name, when: 'call', ...(version === undefined ? {} : { version }) }
    })
    const scope = { libraries: ['libx.so.1'], symbols: [{ defines }], whole: true, libc }
    const missing = findMissingSymbols(wants, scope)
    assert.equal(
      (missing?.symbols ?? []).map(({ name, when }) => `${name} ${when}`).join(),
      expected,
    )
  })
}

check('f', ['f'], '')
check('f', ['g'], 'f call')
check('f g', ['g'], 'f call')
check('f', ['f@@V1'], '')
check('f', ['f@V1'], 'f call')
check('f', ['f@V1', 'f@'], '')
check('f@V1', ['f@V1', 'f@@V2'], '')
check('f@V2', ['f@V1', 'f@@V2'], '')
check('f@V3', ['f@V1', 'f@@V2'], 'f call')
check('f@V2', ['f@V1', 'f@'], 'f call')
check('f@V1', ['f'], '')
check('f@V1', [], 'f call')
check('f@V1', ['f@@V2'], '', 'musl')
check('f', [], 'f start', 'musl')
