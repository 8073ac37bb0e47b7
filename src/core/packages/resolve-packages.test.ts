import assert from 'node:assert/strict'
import { test } from 'node:test'

import { formatCompactIndex, readCompactIndex } from './compact-index.ts'
import type { PackageIndex } from './compact-index.ts'
import type { PackageEntry } from './package-entry.ts'
import { resolvePackages } from './resolve-packages.ts'

/** `name version | depends | provides` */
function index(...lines: readonly string[]): PackageIndex {
  const entries = lines.map((line): PackageEntry => {
    const [head = '', depends = '', provides = ''] = line.split(' ; ')
    const [name = '', version = '1'] = head.split(' ')
    return {
      name,
      version,
      architecture: 'armhf',
      path: `pool/${name}`,
      size: 1,
      installedSize: 1,
      sha256: 'a'.repeat(64),
      depends,
      provides,
    }
  })
  const read = readCompactIndex(formatCompactIndex(entries))
  assert.ok(read)
  return read
}

function check(
  indexes: readonly PackageIndex[],
  names: string,
  expected: string,
  more: { exclude?: readonly string[]; dependencies?: 'none' } = {},
): void {
  const found = resolvePackages(indexes, { names: names.split(' '), dependencies: 'all', ...more })
  const said = [
    ...found.entries.map(({ name, version }) => `${name} ${version}`),
    ...found.missing.map((name) => `no ${name}`),
    ...found.notes,
  ]
  assert.equal(said.join(', '), expected)
}

test('closures', () => {
  check([index('a ; b, c', 'b ; c', 'c ; a')], 'a', 'a 1, b 1, c 1')
  check([index('a ; b', 'b')], 'a', 'a 1', { dependencies: 'none' })
  check([index('a ; b, c', 'b ; d', 'c', 'd')], 'a', 'a 1, c 1', { exclude: ['b'] })
  check([index('a 1', 'a 3', 'a 2')], 'a', 'a 3')
  check([index('a 1', 'a 3', 'a 2')], 'a=2', 'a 2')
  check([index('a 1')], 'a=2 b', 'no a=2, no b')
  check([index('a 1'), index('a 1+deb1')], 'a', 'a 1+deb1')
})

test('alternatives and what is provided', () => {
  check([index('a ; x | b', 'b')], 'a', 'a 1, b 1')
  check([index('a ; x | b', 'b', 'x')], 'a', 'a 1, x 1')
  check([index('a ; x | b', 'b', 'x')], 'b a', 'b 1, a 1')
  check([index('a ; v', 'z ;  ; v', 'm ;  ; v')], 'a', 'a 1, m 1')
  check([index('a ; v', 'z ;  ; v', 'm ;  ; v')], 'z a', 'z 1, a 1')
  check([index('a ; v (>= 2)', 'm ;  ; v (= 1)', 'z ;  ; v (= 3)')], 'a', 'a 1, z 1')
  check([index('a ; x | b', 'b', 'x')], 'a', 'a 1', { exclude: ['x'] })
})

test('what cannot be fulfilled is said', () => {
  check([index('a ; b (>= 2)', 'b 1')], 'a', 'a 1, a needs b (>= 2), which is not there')
  check([index('a ; b | c')], 'a', 'a 1, a needs b or c, which is not there')
})
