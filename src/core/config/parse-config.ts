import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'

import { nearestWord } from '../text/nearest.ts'
import type { ConfigIssue, ConfigPart } from './config.ts'
import { CONFIG_SCHEMA } from './config-schema.ts'
import { toJsonSchema } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** The text of one file → its part of the configuration, or what is wrong with it. What hangs on both files is mergeConfig's. Never throws. */
export function parseConfig(text: string): {
  readonly part: ConfigPart
  readonly issues: readonly ConfigIssue[]
} {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const issue: ConfigIssue =
      error instanceof TomlError
        ? { message: firstLine(error.message), path: [], line: error.line, column: error.column }
        : { message: String(error), path: [] }
    return { part: {}, issues: [issue] }
  }
  const shape = toJsonSchema(CONFIG_SCHEMA)
  const wrong = tableIssues(value, shape, [])
  if (wrong.length > 0) return { part: {}, issues: wrong }
  const result = v.safeParse(CONFIG_SCHEMA, value)
  return result.success
    ? { part: result.output, issues: [] }
    : { part: {}, issues: result.issues.map(toIssue) }
}

/** valibot takes lists and TOML's dates for tables without keys. */
function tableIssues(
  value: unknown,
  { type, properties, additionalProperties, items }: JsonSchema,
  path: readonly string[],
): readonly ConfigIssue[] {
  if (typeof value !== 'object' || value === null) return []
  if (type === 'object' && (Array.isArray(value) || value instanceof Date)) {
    const is = Array.isArray(value) ? 'a list' : 'a date'
    return [{ message: `"${path.at(-1) ?? ''}" must be a table, and is ${is}`, path }]
  }
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const named = properties && Object.hasOwn(properties, name) ? properties[name] : undefined
    const schema = named ?? additionalProperties ?? items
    return typeof schema === 'object' ? tableIssues(inner, schema, [...path, name]) : []
  })
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/^Invalid TOML document: /, '')
}

function toIssue(issue: v.BaseIssue<unknown>): ConfigIssue {
  const path = (issue.path ?? []).map((item) => String(item.key))
  const key = path.at(-1) ?? ''
  if (issue.expected === 'never') {
    const near = nearestWord(key, knownKeys(toJsonSchema(CONFIG_SCHEMA)))
    return {
      message: `there is no key "${key}"${near === undefined ? '' : `; "${near}" was meant?`}`,
      path,
    }
  }
  if (issue.received === 'undefined')
    return { message: `"${key}" is missing`, path: path.slice(0, -1) }
  return {
    message:
      issue.type === 'regex' || issue.type === 'non_empty'
        ? issue.message
        : `"${key}" must be ${issue.expected ?? 'something else'}, and is ${issue.received}`,
    path,
  }
}

function knownKeys({ properties, additionalProperties, items }: JsonSchema): readonly string[] {
  const below = [
    ...Object.values(properties ?? {}),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(items ? [items] : []),
  ]
  return [...Object.keys(properties ?? {}), ...below.flatMap(knownKeys)]
}
