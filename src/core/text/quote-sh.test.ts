import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

import fc from 'fast-check'

import { joinSh, quoteSh } from './quote-sh.ts'

const shells = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh']].filter(
  ([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined,
)
const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '',
      '-n',
      '--',
      '-oProxyCommand=x',
      '$(id)',
      '`id`',
      "'",
      '\n',
      'a\nb',
      '~',
      '*',
      '\\',
      '!',
      '#x',
      '=',
      '\r',
    ),
  ),
  { maxLength: 6 },
)

for (const [file = '', ...options] of shells) {
  test(`${file} reads quoted words as they were`, () => {
    fc.assert(
      fc.property(words, (list) => {
        const clean = list.map((word) => word.replaceAll('\0', ''))
        const script = `for w in ${joinSh(list)}; do printf '%s\\0' "$w"; done`
        const { stdout } = spawnSync(file, [...options, '-c', script], { encoding: 'utf8' })
        assert.deepEqual(stdout.split('\0').slice(0, -1), clean)
      }),
      { numRuns: 25 },
    )
  })
}

test('plain words stay as they are', () => {
  assert.equal(joinSh(['/bin/a-b_c', 'x=1', '']), "/bin/a-b_c 'x=1' ''")
  assert.equal(quoteSh("it's"), "'it'\\''s'")
})
