import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'

import { CONFIG_SCHEMA } from '../src/core/config/config-schema.ts'
import { toJsonSchema } from '../src/core/config/json-schema.ts'
import type { JsonSchema } from '../src/core/config/json-schema.ts'
import { parseConfig } from '../src/core/config/parse-config.ts'
import { checkSchema } from './fakes/check-schema.ts'
import type { Schema } from './fakes/check-schema.ts'

/** The JSON Schema that is shipped for editors, and the reader: the one is made from the other (U=1 writes it). */
const root = resolve(import.meta.dirname, '..')
const file = resolve(root, 'schema/config.schema.json')
const made: JsonSchema = toJsonSchema(CONFIG_SCHEMA)
const whole = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'ferry.config/1',
  title: 'ferry.toml, and the private ferry.local.toml beside it',
  ...made,
}

test('schema/config.schema.json is what the reader reads', () => {
  if (process.env['U']) writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`)
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), whole)
})

function namesOf({ properties = {}, additionalProperties, items }: JsonSchema): readonly string[] {
  return [
    ...Object.keys(properties),
    ...[...Object.values(properties), additionalProperties, items].flatMap((one) =>
      one ? namesOf(one) : [],
    ),
  ]
}

test('the page of config/invalid shows every key, and its example is taken', () => {
  const page = readFileSync(resolve(root, 'docs/problems/config/invalid.md'), 'utf8')
  const example = /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  assert.deepEqual(parseConfig(example).issues, [])
  for (const name of namesOf(made)) assert.match(example, new RegExp(`\\b${name}\\b`), name)
})

test('the examples of the guides are taken', () => {
  const folder = resolve(root, 'docs/guides')
  let checked = 0
  for (const name of readdirSync(folder)) {
    const text = readFileSync(resolve(folder, name), 'utf8')
    for (const [, example = ''] of text.matchAll(/```toml\n([\s\S]*?)```/g)) {
      if (!/^\[(board\.|run\]|verify\])/m.test(example)) continue
      assert.deepEqual(parseConfig(example).issues, [], `${name}\n${example}`)
      checked++
    }
  }
  assert.ok(checked > 0)
})

const bad: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  '',
  '-l',
  '2.x',
  3,
  true,
  [],
  ['a', 3],
  {},
  { traget: 'x' },
  { '-x': { destination: 'x' } },
)

/** Documents that are right but for a few places. */
function nearly(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: good(schema) }, { weight: 1, arbitrary: bad })
}

function good({
  type,
  pattern,
  required = [],
  properties = {},
  additionalProperties,
  propertyNames,
  items,
}: JsonSchema): fc.Arbitrary<unknown> {
  if (type === 'string') {
    const words = ['pi@x', '2.31', 'elf/time64', 'usb-1.0', 'a.b', 'ä']
    return fc.constantFrom(...words.filter((word) => new RegExp(pattern ?? '').test(word)))
  }
  if (items) return fc.array(nearly(items), { maxLength: 2 })
  if (additionalProperties) {
    const names = propertyNames ? ['pi', 'a.b', '4'] : ['A', 'ä b', '']
    return fc.dictionary(fc.constantFrom(...names), nearly(additionalProperties), { maxKeys: 2 })
  }
  const entries = Object.entries(properties).map(([name, one]) => [name, nearly(one)])
  const shape = Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>
  return fc
    .tuple(
      fc.record(shape, { requiredKeys: [...required] }),
      fc.record(shape, { requiredKeys: [] }),
      fc.integer({ min: 0, max: 20 }),
    )
    .map(([right, loose, dice]) => (dice === 0 ? loose : right))
}
const document = good(made)

test('reader and schema take the same documents', () => {
  const seen = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(document, (config) => {
      const text = stringify(config as Record<string, unknown>)
      const taken = parseConfig(text).issues.length === 0
      const fits = checkSchema(parse(text), whole as Schema).length === 0
      assert.equal(fits, taken, text)
      seen[taken ? 'taken' : 'refused']++
    }),
    { numRuns: 2000 },
  )
  assert.ok(seen.taken > 50 && seen.refused > 50, JSON.stringify(seen))
})
