import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { EMPTY_CONFIG } from './config.ts'
import { locateKey } from './locate-key.ts'
import { mergeConfig } from './merge-config.ts'
import { parseConfig } from './parse-config.ts'

/** As a ferry.toml without a ferry.local.toml beside it. */
function read(text: string): Omit<ReturnType<typeof mergeConfig>, 'issues'> & {
  readonly messages: readonly string[]
} {
  const { part, issues } = parseConfig(text)
  const merged = mergeConfig(part, {})
  return { ...merged, messages: [...issues, ...merged.issues].map(({ message }) => message) }
}

test('a full configuration is read', () => {
  const { config, messages } = read(`
[board.pi]
destination = "pi@raspberrypi.local"
packages = ["libasound2-dev"]
[board.zero]
destination = "virtual:pi-zero"
[group]
desk = ["pi"]
[run]
files = ["data"]
env = { LANG = "C" }
[verify]
allow = [{ code = "elf/time64", reason = "no time_t crosses the FFI" }]
`)
  assert.deepEqual(messages, [])
  assert.equal(config.board['pi']?.destination, 'pi@raspberrypi.local')
  assert.deepEqual(config.group['desk'], ['pi'])
  assert.deepEqual(config.run, { env: { LANG: 'C' }, files: ['data'] })
  assert.equal(config.verify.allow?.[0]?.code, 'elf/time64')
})

test('an empty file is an empty configuration', () => {
  assert.deepEqual(read('').config, EMPTY_CONFIG)
})

test('each mistake is named, with the word that was meant', () => {
  const check = (text: string, ...expected: readonly string[]): void =>
    assert.deepEqual(read(text).messages, expected, text)
  check('[board.pi]\ndestinaton = "x"', 'there is no key "destinaton"; "destination" was meant?')
  check('group = []', '"group" must be a table, and is a list')
  check('[[board]]\ndestination = "x"', '"board" must be a table, and is a list')
  check('run = 2020-01-01', '"run" must be a table, and is a date')
  check('[board.pi]\ntarget = "x"', '"destination" is missing')
  check('[board.pi]\ndestination = 3', '"destination" must be string, and is 3')
  check(
    '[board.pi]\ndestination = "x"\n[group]\na = ["pii"]',
    'group "a" names the board "pii", which is not configured; "pi" was meant?',
  )
})

test('a syntax error has its line and column', () => {
  const issue = parseConfig('[board.pi]\ndestination = \n').issues[0]
  assert.equal(issue?.line, 2)
})

test('a key is found by its path', () => {
  const text = '# boards\n[board.pi]\n  destination = 3\n[verify]\nallow = [{ code = "x" }]\n'
  assert.deepEqual(locateKey(text, ['board', 'pi', 'destination']), { line: 3, column: 3 })
  assert.deepEqual(locateKey(text, ['board', 'pi', 'none']), { line: 2, column: 2 })
  assert.deepEqual(locateKey(text, ['verify', 'allow', '0', 'code']), { line: 5, column: 12 })
  assert.equal(locateKey('= nonsense', ['x']), undefined)
})

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseConfig(text)))
})
