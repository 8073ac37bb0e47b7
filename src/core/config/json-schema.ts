/** The parts of JSON Schema (2020-12) that a configuration needs. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | false
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
}

/** What is read of valibot's schemas, which are plain objects (valibot, `BaseSchema` and `pipe`). */
interface Readable {
  readonly kind?: string
  readonly type: string
  readonly pipe?: readonly object[]
  readonly wrapped?: object
  readonly entries?: Readonly<Record<string, object>>
  readonly key?: object
  readonly value?: object
  readonly item?: object
  readonly requirement?: unknown
  readonly description?: string
}

/** The JSON Schema of a reader that is made of objects, records, arrays and strings. Throws a bug for anything else: nothing may be left out. */
export function toJsonSchema(schema: object): JsonSchema {
  const { type, pipe = [], wrapped, entries, key, value, item } = schema as Readable
  const marks = Object.assign({}, ...pipe.slice(1).map(toMark)) as JsonSchema
  switch (type) {
    case 'exact_optional':
      return toJsonSchema(wrapped ?? {})
    case 'string':
      return { type: 'string', ...marks }
    case 'array':
      return { type: 'array', ...marks, items: toJsonSchema(item ?? {}) }
    case 'record': {
      const names = toJsonSchema(key ?? {})
      return {
        type: 'object',
        ...marks,
        ...(names.pattern === undefined ? {} : { propertyNames: names }),
        additionalProperties: toJsonSchema(value ?? {}),
      }
    }
    case 'strict_object': {
      const all = Object.entries(entries ?? {})
      const required = all
        .filter(([, entry]) => (entry as Readable).type !== 'exact_optional')
        .map(([name]) => name)
      return {
        type: 'object',
        ...marks,
        ...(required.length > 0 ? { required } : {}),
        properties: Object.fromEntries(all.map(([name, entry]) => [name, toJsonSchema(entry)])),
        additionalProperties: false,
      }
    }
    default:
      throw new Error(`no JSON Schema is known for ${type}`)
  }
}

function toMark(action: object): JsonSchema {
  const { type, requirement, description } = action as Readable
  if (type === 'description') return { description: description ?? '' }
  if (type === 'non_empty') return { minLength: 1 }
  if (type === 'regex' && requirement instanceof RegExp) return { pattern: requirement.source }
  throw new Error(`no JSON Schema is known for ${type}`)
}
