import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'
import { parse } from 'smol-toml'

import { addSettings, type TomlSetting } from './add-settings.ts'
import { stripBlocks } from './ferry-blocks.ts'

const target = 'aarch64-unknown-linux-gnu'
const settings: readonly TomlSetting[] = [
  { table: ['build'], key: 'target', value: target },
  { table: ['target', target], key: 'linker', value: '/c/rust-lld' },
  { table: ['target', target], key: 'runner', value: ['/a b/node', 'ferry'] },
  { table: ['env'], key: `CC_${target}`, value: '/c/"cc"\u007f\n' },
  { table: ['env'], key: 'PKG_CONFIG_PATH_x', value: '' },
]

function added(text: string): string {
  const result = addSettings(text, settings, ['made by a test'])
  assert.equal(result.kind, 'added')
  return result.kind === 'added' ? result.text : ''
}

function read(text: string, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], parse(text))
}

test('an empty file gets every table in one block', () => {
  const text = added('')
  assert.equal(text.match(/# >>> ferry init/g)?.length, 1)
  for (const { table, key, value } of settings) {
    assert.deepEqual(read(text, [...table, key]), value)
  }
  assert.deepEqual(stripBlocks(text), { text: '', blocks: 1 })
})

test('a table of the user gets its keys where it is, behind its last line and that line’s comment', () => {
  const text = '[env] # mine\nA = "1" # one\n\n# about b\n[alias]\nb = "build"\n'
  const lines = added(text).split('\n')
  assert.deepEqual(lines.slice(0, 4), [
    '[env] # mine',
    'A = "1" # one',
    '# >>> ferry init',
    '# made by a test',
  ])
  assert.equal(read(added(text), ['env', `CC_${target}`]), '/c/"cc"\u007f\n')
  assert.equal(read(added(text), ['alias', 'b']), 'build')
})

test('what is there stays, and is told', () => {
  const result = addSettings(`[target.'${target}']\nlinker = "mine"\n`, settings, [])
  assert.ok(result.kind === 'added')
  assert.deepEqual(
    result.present.map(({ key }) => key),
    ['linker'],
  )
  assert.equal(read(result.text, ['target', target, 'linker']), 'mine')
  assert.deepEqual(read(result.text, ['target', target, 'runner']), ['/a b/node', 'ferry'])
})

test('dotted keys are added to as dotted keys', () => {
  const text = added(`env.A = "1"\n[target]\n${target}.rustflags = []\n[term]\nquiet = false\n`)
  assert.equal(read(text, ['env', 'PKG_CONFIG_PATH_x']), '')
  assert.equal(read(text, ['target', target, 'linker']), '/c/rust-lld')
  assert.equal(read(text, ['term', 'quiet']), false)
})

test('an inline table cannot be added to: its line is told', () => {
  assert.deepEqual(addSettings('# x\nenv = { A = "1" }\n', settings, []), {
    kind: 'closed',
    table: 'env',
    line: 2,
  })
  assert.deepEqual(addSettings('target = {}\n', settings, []), {
    kind: 'closed',
    table: `target.${target}`,
    line: 1,
  })
})

test('what is no TOML is told with its line', () => {
  const result = addSettings('[build]\ntarget = ]\n', settings, [])
  assert.equal(result.kind, 'not-toml')
  assert.ok(result.kind === 'not-toml' && result.line === 2)
})

test('half a block is not taken for a whole one', () => {
  const text = added('[alias]\nb = "build"\n')
  const broken = text.replace('# <<< ferry init\n', '')
  assert.deepEqual(stripBlocks(broken), { text: broken, blocks: 0, broken: 3 })
  assert.equal(stripBlocks('# <<< ferry init\n').broken, 1)
  assert.equal(stripBlocks(broken + text).broken, 3)
})

/** Texts of cargo's configuration in every way of writing: headers, dotted keys, comments, line ends, no last line break. */
const comment = fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map((text) => `# ${text}`)
const parts = fc.record({
  root: fc.subarray(['env.A = "1"', 'build.jobs = 2', `target.'cfg(unix)'.runner = "x"`, 'a = 1']),
  tables: fc.shuffledSubarray([
    '[env]\nB = { value = "1", force = true } # b',
    `[target.${target}]`,
    `[target.${target}]\nrustflags = ["-C", # two\n "opt-level=2"]`,
    '[build]\n  target-dir = """t"""',
    '[target.x]\nlinker = "l"',
    '[env.C]\nvalue = "2"',
    '[alias]\nb = "build"',
  ]),
  comments: fc.array(comment, { minLength: 20, maxLength: 20 }),
  newline: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
})

test('every comment and byte survives, the settings hold, and undoing gives the file back', () => {
  let checked = 0
  fc.assert(
    fc.property(parts, ({ root, tables, comments, newline, last }) => {
      let next = 0
      const lines = [...root, ...tables].flatMap((part) => [comments[next++] ?? '', part, ''])
      const text = [...lines, ...(last ? [''] : [])].join('\n').replaceAll('\n', newline)
      let before: unknown
      try {
        before = parse(text)
      } catch {
        return // a table written twice
      }
      const result = addSettings(text, settings, ['head'])
      assert.ok(result.kind === 'added')
      checked++
      assert.deepEqual(stripBlocks(result.text).text, text)
      for (const line of text.split(newline)) assert.ok(result.text.includes(line))
      const after = parse(result.text)
      for (const { table, key, value } of settings) {
        assert.deepEqual(read(result.text, [...table, key]), value)
      }
      assert.deepEqual(without(after, settings), without(before, []))
    }),
  )
  assert.ok(checked > 20)
})

/** A document without these settings and without the tables that they alone made. */
function without(document: unknown, list: readonly TomlSetting[]): unknown {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>
  for (const { table, key } of list) {
    const at = table.reduce<Record<string, unknown>>(
      (inner, name) => inner[name] as Record<string, unknown>,
      copy,
    )
    delete at[key]
  }
  const prune = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const entries = Object.entries(value).map(([key, inner]) => [key, prune(inner)] as const)
    const full = entries.filter(
      ([, inner]) =>
        typeof inner !== 'object' || Array.isArray(inner) || Object.keys(inner ?? {}).length > 0,
    )
    return Object.fromEntries(full)
  }
  return prune(copy)
}
