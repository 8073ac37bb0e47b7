/** The parts of JSON Schema that schema/*.json use. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | false
  readonly propertyNames?: Schema
  readonly minLength?: number
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

/**
 * What stands against a value, as `path: reason`. Stricter than JSON Schema: a property that the schema does not
 * name is reported too, so that a new field cannot be forgotten there.
 */
export function checkSchema(
  value: unknown,
  schema: Schema,
  root: Schema = schema,
  path = '$',
): readonly string[] {
  if (Object.keys(schema).length === 0) return []
  if (schema.$ref === '#') return checkSchema(value, root, root, path)
  if (schema.$ref !== undefined) {
    const found = root.$defs?.[schema.$ref.replace('#/$defs/', '')]
    return found ? checkSchema(value, found, root, path) : [`${path}: no ${schema.$ref}`]
  }
  if (schema.oneOf) {
    const tries = schema.oneOf.map((one) => checkSchema(value, one, root, path))
    const fitting = tries.filter((problems) => problems.length === 0).length
    return fitting === 1
      ? []
      : [`${path}: fits ${fitting} of oneOf; ${tries.map((t) => t[0]).join(' | ')}`]
  }
  const problems: string[] = []
  if ('const' in schema && value !== schema.const)
    problems.push(`${path}: is not ${String(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value))
    problems.push(`${path}: ${String(value)} is not one of ${schema.enum.join(', ')}`)
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(value, schema)))
    problems.push(`${path}: is ${typeOf(value, schema)}, not ${String(schema.type)}`)
  if (
    schema.pattern !== undefined &&
    typeof value === 'string' &&
    !new RegExp(schema.pattern, 'u').test(value)
  )
    problems.push(`${path}: ${value} against ${schema.pattern}`)
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0))
    problems.push(`${path}: shorter than ${schema.minLength}`)
  if (Array.isArray(value) && schema.items) {
    const { items } = schema
    problems.push(
      ...value.flatMap((item: unknown, i) => checkSchema(item, items, root, `${path}[${i}]`)),
    )
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    problems.push(...checkObject(value, schema, root, path))
  return problems
}

function checkObject(value: object, schema: Schema, root: Schema, path: string): readonly string[] {
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${path}: no ${name}`)
  const inner = Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    const { propertyNames } = schema
    const named = propertyNames ? checkSchema(name, propertyNames, root, `${path}.${name}`) : []
    if (named.length > 0) return named
    const one =
      (schema.properties && Object.hasOwn(schema.properties, name)
        ? schema.properties[name]
        : undefined) ?? schema.additionalProperties
    return one
      ? checkSchema(item, one, root, `${path}.${name}`)
      : [`${path}.${name}: the schema does not name it`]
  })
  return [...missing, ...inner]
}

function typeOf(value: unknown, schema: Schema): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    [schema.type].flat().includes('integer')
  )
    return 'integer'
  return typeof value
}
