import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import fc from 'fast-check'

import { planLoginCommand } from './login-command.ts'
import { planProgram } from './program-script.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-q-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Shells that a board's `sh` is, and login shells that are none. */
const all = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh'], ['fish'], ['tcsh', '-f']]
const shells = all.filter(([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined)

const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...`'"\\!$\`(){}[]*?~#&|;<>=^%@-+ \t\n\r\u001b\u0007aZ0.`.split('')),
  },
  fc.constantFrom(
    '$(touch owned)',
    '`touch owned`',
    ';touch owned;',
    '-oProxyCommand=x',
    '\u001b]0;x\u0007',
    '\\n',
    '$HOME',
    '${x}',
    'é',
    '\u{1f980}',
  ),
)
const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
const fileName = text
  .map((name) => Buffer.from(name.replaceAll('/', '_')).subarray(0, 200).toString())
  .filter((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\ufffd'))

test('there is a shell to test with', () => assert.ok(shells.length >= 2))

let count = 0
for (const [file = '', ...options] of shells) {
  const run = (script: string): Buffer =>
    spawnSync(file, [...options, '-c', planLoginCommand(script)], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder },
    }).stdout

  test(`${file}: names of programs and folders, arguments and environment arrive as they are`, () => {
    fc.assert(
      fc.property(
        fileName,
        fileName,
        fc.array(text, { maxLength: 4 }),
        text,
        (name, cwd, args, value) => {
          const home = join(folder, String(++count))
          mkdirSync(join(home, `d${cwd}`), { recursive: true })
          const path = join(home, name)
          symlinkSync('/usr/bin/printf', path)
          const printed = run(planProgram({ path, args: ['%s\\0', ...args], env: {} }))
          // printf fills its format once where there are no arguments.
          const expected = args.length === 0 ? [''] : args
          assert.deepEqual(printed.toString().split('\0').slice(0, -1), expected)
          rmSync(path)
          symlinkSync('/usr/bin/env', path)
          const env = { EVIL: value, OTHER: `${value}x` }
          const listed = run(planProgram({ path, args: ['-0'], env, cwd: join(home, `d${cwd}`) }))
          const pairs = listed.toString().split('\0')
          assert.ok(pairs.includes(`EVIL=${value}`) && pairs.includes(`OTHER=${value}x`))
          rmSync(path)
          symlinkSync('/bin/pwd', path)
          const told = run(planProgram({ path, args: ['-P'], env: {}, cwd: join(home, `d${cwd}`) }))
          assert.equal(told.toString(), `${join(home, `d${cwd}`)}\n`)
        },
      ),
      { numRuns: 8 },
    )
  })
}

test('nothing of it was run', () => {
  assert.equal(spawnSync('find', [folder, '-name', 'owned'], { encoding: 'utf8' }).stdout, '')
})
