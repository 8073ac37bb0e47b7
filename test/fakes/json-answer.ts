import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { checkSchema } from './check-schema.ts'
import type { Schema } from './check-schema.ts'

const folder = resolve(import.meta.dirname, '..', '..', 'schema')

/**
 * stdout of `--format json`: one document in one line, `schema` first, and as schema/NAME.schema.json wants it.
 * Gives the document.
 */
export function checkJsonAnswer(stdout: string, name: string): Readonly<Record<string, unknown>> {
  assert.match(stdout, /^[^\n]+\n$/, `one line: ${stdout.slice(0, 200)}`)
  return checkJsonLine(stdout, name)
}

/** stdout of `--format jsonl`: events, then the answer. Gives how many events there were. */
export function checkJsonLines(stdout: string, name: string): number {
  const lines = stdout.trimEnd().split('\n')
  for (const line of lines.slice(0, -1)) checkJsonLine(line, 'event')
  checkJsonLine(lines.at(-1) ?? '', name)
  return lines.length - 1
}

function checkJsonLine(line: string, name: string): Readonly<Record<string, unknown>> {
  const value = JSON.parse(line) as Readonly<Record<string, unknown>>
  assert.deepEqual(
    [Object.keys(value)[0], value['schema']],
    ['schema', name === 'board' ? 'ferry.board/1' : `ferry.${name}/1`],
    line.slice(0, 300),
  )
  const file = resolve(folder, `${name}.schema.json`)
  assert.ok(existsSync(file), file)
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema
  assert.deepEqual(checkSchema(value, schema), [], line.slice(0, 300))
  return value
}
