import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import type { BoardFacts } from '../src/core/board/board-facts.ts'
import { LINKERS } from '../src/core/knowledge/linkers.ts'
import { explainTarget } from '../src/core/target/explain-target.ts'
import { chooseForFacts, chooseForWords } from '../src/work/choose-target.ts'
import { explainErrorText } from '../src/work/explain-error.ts'
import { explainTargetName } from '../src/work/explain-target.ts'
import { explainWordText } from '../src/work/explain-word.ts'
import { loadTargets } from '../src/work/load-knowledge.ts'
import { checkSchema } from './fakes/check-schema.ts'
import type { Schema } from './fakes/check-schema.ts'

const root = resolve(import.meta.dirname, '..')

function schema(name: string): Schema {
  return JSON.parse(readFileSync(resolve(root, `schema/${name}.schema.json`), 'utf8')) as Schema
}

/** As it goes over the wire: `undefined` leaves, numbers stay. */
function wire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

const boards = readdirSync(resolve(root, 'test/boards')).map(
  (name) => JSON.parse(readFileSync(resolve(root, 'test/boards', name), 'utf8')) as BoardFacts,
)

test('recorded boards fit schema/board.schema.json', () => {
  const board = schema('board')
  for (const facts of boards) assert.deepEqual(checkSchema(facts, board), [], facts.name)
})

test('ferry target fits its schema: recorded boards, words, several, none', async () => {
  const target = schema('target')
  for (const facts of boards)
    assert.deepEqual(checkSchema(wire(await chooseForFacts(facts)), target), [])
  for (const words of [
    'pi zero w',
    'pi 4',
    'jetson',
    'wandboard',
    'raspberry pi pico',
    'cortex-a72',
    'a22082',
  ])
    assert.deepEqual(checkSchema(wire(await chooseForWords(words)), target), [], words)
})

test('ferry explain fits its schema: every target, a meant one, an error, words', async () => {
  const explain = schema('explain')
  const targets = await loadTargets()
  for (const name of targets.keys())
    assert.deepEqual(
      checkSchema(wire(explainTarget(name, { targets, linkers: LINKERS })), explain),
      [],
      name,
    )
  for (const name of ['armv6-unknown-linux-gnueabihf', 'linux/arm/v6'])
    assert.deepEqual(checkSchema(wire(await explainTargetName(name)), explain), [], name)
  for (const text of [
    'Illegal instruction',
    'could not find specification for target "armv6-unknown-linux-gnueabihf"',
  ])
    assert.deepEqual(checkSchema(wire(await explainErrorText(text)), explain), [], text)
  for (const text of [
    'musl',
    'CC_armv7_unknown_linux_gnueabihf',
    'CC=x cargo build --release --target armv6-unknown-linux-gnueabihf',
  ])
    assert.deepEqual(checkSchema(wire(await explainWordText(text)), explain), [], text)
})

test('the checker reports what is wrong', () => {
  const one: Schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }
  assert.deepEqual(checkSchema({ a: 1 }, one), [])
  assert.equal(checkSchema({ a: 1.5 }, one).length, 1)
  assert.equal(checkSchema({}, one).length, 1)
  assert.equal(checkSchema({ a: 1, b: 2 }, one).length, 1)
})
