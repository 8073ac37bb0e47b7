import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** ferry.toml and ferry.local.toml as a user meets them. */
const folder = makeFolder({})
after(folder.remove)
const cwd = folder.path
const [shared, local] = [join(cwd, 'ferry.toml'), join(cwd, 'ferry.local.toml')]
const facts = `facts:${resolve(import.meta.dirname, '../boards/virtual-pi-2.json')}`

function put(text: string, own?: string): void {
  rmSync(local, { force: true })
  writeFileSync(shared, text)
  if (own !== undefined) writeFileSync(local, own)
}

/** The first line and what follows it, up to the fix. */
function refused(text: string, own?: string): string {
  put(text, own)
  const ended = ferry(['boards'], { cwd })
  assert.equal(ended.code, 2, ended.err)
  assert.match(ended.err, /\n {2}fix: mend that line of /)
  return ended.err.replaceAll(`${cwd}/`, '').replace(/\n {2}fix: [\s\S]*/, '')
}

test('each kind of mistake: file, line, column, and the line with a mark', () => {
  const pi = '[board.pi]\ndestination = "x"\n'
  const check = (text: string, at: string, message: string, line: string, mark: string): void => {
    const number = at.split(':')[0] ?? ''
    assert.equal(
      refused(text),
      `error[config/invalid]: ferry.toml:${at}: ${message}\n     | ${number} | ${line}\n     | ${' '.repeat(number.length)} | ${mark}^`,
    )
  }
  check('\n\nbord = 1\n', '3:1', 'there is no key "bord"; "board" was meant?', 'bord = 1', '')
  check(`${pi}\tglibc = 2\n`, '3:2', '"glibc" must be string, and is 2', '\tglibc = 2', '\t')
  check('[board.pi]\ntarget = "t"\n', '1:2', '"destination" is missing', '[board.pi]', ' ')
  check(
    `${pi}  glibc = "3.1"\n`,
    '3:3',
    'a version of glibc looks like 2.31',
    '  glibc = "3.1"',
    '  ',
  )
  check(
    '[board]\n-x.destination = "x"\n',
    '2:1',
    'a name is made of letters, digits, "-", "_" and "."',
    '-x.destination = "x"',
    '',
  )
  check('[board.pi]\ndestination = ""\n', '2:1', 'a destination is missing', 'destination = ""', '')
  check(
    `${pi}libraries = ["ok", "-l"]\n`,
    '3:20',
    'a library is named as the linker does: asound, usb-1.0',
    'libraries = ["ok", "-l"]',
    ' '.repeat(19),
  )
  check(
    `${pi}[group]\ng = ["pi", "po"]\n`,
    '4:12',
    'group "g" names the board "po", which is not configured; "pi" was meant?',
    'g = ["pi", "po"]',
    ' '.repeat(11),
  )
  check(
    '[verify]\nallow = [{ code = "x", reason = "y" }]\n',
    '2:12',
    'a code looks like elf/time64',
    'allow = [{ code = "x", reason = "y" }]',
    ' '.repeat(11),
  )
  check(
    '[verify]\nallow = [{ code = "elf/time64" }]\n',
    '2:10',
    '"reason" is missing',
    'allow = [{ code = "elf/time64" }]',
    ' '.repeat(9),
  )
  check('group = []\n', '1:1', '"group" must be a table, and is a list', 'group = []', '')
})

test('a syntax error, several mistakes, escape sequences, the private file', () => {
  assert.match(
    refused('[board.pi]\ndestination = \n'),
    /^error\[config\/invalid\]: ferry\.toml:2:\d+: .*\n +\| 2 \| destination = \n +\| {3}\| +\^$/,
  )
  assert.match(refused('a = 1\na = 2\n'), /ferry\.toml:2:\d+: .*\n +\| 2 \| a = 2\n/)
  const both = refused('[board.pi]\ndestination = 3\nglibc = "x"\n')
  assert.match(
    both,
    /^error.*ferry\.toml:2:1: "destination" must be string.*\n {2}why: ferry\.toml:3:1: a version.*\n +\| 2 \| .*\n.*\n +\| 3 \| /,
  )
  const two = refused('"two\\u001b[2J" = 2\n')
  assert.match(two, /there is no key "two\\x1b\[2J"/)
  assert.ok(!two.includes('\u001b'))
  assert.match(
    refused('[board.pi]\ndestination = "x"\n', '# mine\nfrobnicate = 1\n'),
    /^error\[config\/invalid\]: ferry\.local\.toml:2:1: there is no key "frobnicate"\n {5}\| 2 \| frobnicate = 1\n/,
  )
  assert.match(
    refused('', '[board.pi]\ntarget = "t"\n'),
    /^error\[config\/invalid\]: ferry\.local\.toml:1:2: "destination" is missing/,
  )
})

test('probe --save keeps every byte; a private destination stays private', () => {
  const text =
    '# ours\r\n[board.pi] # the first\r\n  destination = "x"   # somewhere\r\n[group]\r\n# end'
  const own = `# mine\n[board.lab]\ndestination = "${facts}"\n`
  put(text, own)
  const moved = ferry(['probe', 'lab', '--save', 'bench'], { cwd })
  assert.equal(moved.code, 0, moved.err)
  assert.equal(readFileSync(shared, 'utf8'), text)
  assert.equal(readFileSync(local, 'utf8'), `${own}\n[board.bench]\ndestination = "${facts}"\n`)

  put(text)
  assert.equal(ferry(['probe', facts, '--save', 'two'], { cwd }).code, 0)
  const line = `\r\n\r\n[board.two]\r\ndestination = "${facts}"\r\n`
  assert.equal(readFileSync(shared, 'utf8'), text + line)
  assert.ok(!existsSync(local))
  assert.equal(ferry(['probe', facts, '--save', 'two'], { cwd }).code, 0, 'again')
  assert.equal(readFileSync(shared, 'utf8'), text + line)
})

test('probe --save: a name that is taken or none, boards that are a value', () => {
  put('[board.pi]\ndestination = "x"\n')
  const taken = ferry(['probe', facts, '--save', 'pi'], { cwd })
  assert.equal(taken.code, 2)
  assert.match(taken.err, /^error\[config\/name-taken\]/m)
  const odd = ferry(['probe', facts, '--save', '-x y'], { cwd })
  assert.match(odd.err, /^error\[config\/closed\]: -x y cannot be added[\s\S]*a name is made of/m)
  const inline = 'board = { pi = { destination = "x" } }\n'
  put(inline)
  const closed = ferry(['probe', facts, '--save', 'two'], { cwd })
  assert.equal(closed.code, 2)
  assert.match(closed.err, /^error\[config\/closed\]/m)
  assert.equal(readFileSync(shared, 'utf8'), inline)
})
