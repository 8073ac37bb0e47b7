import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

import fc from 'fast-check'

import { quoteSh } from '../text/quote-sh.ts'
import { planLoginCommand, planScriptOnStdin, READ_AND_RUN } from './login-command.ts'

const shells = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh'], ['fish'], ['tcsh', '-f']].filter(
  ([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined,
)

const nasty = fc.string({
  unit: fc.constantFrom(...`'"\\!$\`(){}[]*?~#&|;<>=^%@-+ \t\nabZ0`.split(''), 'é', '\u{1f980}'),
  maxLength: 40,
})

test('there is a shell to test with', () => assert.ok(shells.length >= 2))

for (const [file = '', ...options] of shells) {
  const run = (command: string, input: string): string =>
    spawnSync(file, [...options, '-c', command], { input, encoding: 'utf8' }).stdout

  test(`${file}: values, stdin and arguments survive the login shell`, () => {
    fc.assert(
      fc.property(nasty, nasty, (value, input) => {
        const script = `x=${quoteSh(value)}\nprintf '%s|' "$x" $#\ncat`
        assert.equal(run(planLoginCommand(script), input), `${value}|0|${input}`)
      }),
      { numRuns: 12 },
    )
  })

  test(`${file}: a script on stdin is read to its last byte and no further`, () => {
    fc.assert(
      fc.property(nasty, nasty, (value, input) => {
        const script = `printf '%s|' ${quoteSh(`${value}\nferry-go\n`)}\ncat`
        const got = run(READ_AND_RUN, planScriptOnStdin(script) + input)
        assert.equal(got.replace(' ferry-go', 'ferry-go'), `${value}\nferry-go\n|${input}`)
      }),
      { numRuns: 8 },
    )
  })

  test(`${file}: a script that was cut is not run`, () => {
    const whole = planScriptOnStdin('echo one\necho two')
    const ended = spawnSync(file, [...options, '-c', READ_AND_RUN], { input: whole.slice(0, -4) })
    assert.deepEqual([ended.status, String(ended.stdout)], [97, ''])
  })
}
