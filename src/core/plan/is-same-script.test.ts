import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

import { quoteSh } from '../text/quote-sh.ts'
import { FINGERPRINT_FILES, FINGERPRINT_LINES, planIsSame } from './is-same-script.ts'
import { FINGERPRINT } from './probe-script.ts'

test('the files are those of the fingerprint', () => {
  assert.ok(FINGERPRINT.includes(`ls -lnL ${FINGERPRINT_FILES} `))
  assert.ok(FINGERPRINT.includes(`in ${FINGERPRINT_LINES};`))
})

const folder = mkdtempSync(join(tmpdir(), 'ferry-same-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const reference = join(folder, 'it is "new"')
writeFileSync(reference, 'x')
/** Whatever is installed meanwhile is older. */
const later = new Date(Date.now() + 3_600_000)
utimesSync(reference, later, later)

const shells = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh']].filter(
  ([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined,
)

for (const [file = '', ...options] of shells) {
  const run = (script: string, env: Record<string, string> = {}): string =>
    spawnSync(file, [...options, '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    }).stdout.trimEnd()
  // With `(` taken as another word, the whole look would be an error: what is said then is the quick look's alone.
  const answer = (fingerprint: string): string =>
    run(`f=${quoteSh(reference)}; if ${planIsSame(fingerprint, '"$f"')}; then echo same; fi`)
  const quick = (fingerprint: string): string =>
    run(
      `ls() { echo called >&2; }; PATH=; f=${quoteSh(reference)}; if ${planIsSame(fingerprint, '"$f"')}; then echo same; fi`,
    )
  const now = (): string =>
    run(`LC_ALL=C; export LC_ALL\nPATH=$PATH:/bin:/usr/bin\n${FINGERPRINT}\nprintf '%s' "$F"`)

  describe(`${file}: whether the board is the same`, () => {
    test('a newer reference: no program is started', () => {
      assert.equal(quick(now()), 'same')
      assert.equal(answer(now()), 'same')
    })
    test('an older reference: the whole look', () => {
      const mine = now()
      utimesSync(reference, 1, 1)
      assert.equal(quick(mine), '')
      assert.equal(answer(mine), 'same')
      utimesSync(reference, later, later)
    })
    test('another machine id, home folder or user: not the same', () => {
      const mine = now()
      const lines = mine.split('\n')
      const changed = [...lines.slice(0, -1), `${lines.at(-1)}x`].join('\n')
      assert.equal(answer(changed), '')
      const script = `f=${quoteSh(reference)}; if ${planIsSame(mine, '"$f"')}; then echo same; fi`
      assert.equal(run(script, { HOME: '/elsewhere' }), '')
    })
    test('nothing of it stays in the environment of what follows', () => {
      const before = run('env')
      const script = `f=${quoteSh(reference)}; ${planIsSame(now(), '"$f"')}; env`
      const words = (text: string): string[] => text.split('\n').filter((l) => !l.startsWith('_='))
      assert.deepEqual(words(run(script)), words(before))
    })
  })
}
