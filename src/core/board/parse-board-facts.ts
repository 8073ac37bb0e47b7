import * as v from 'valibot'

import type { BoardFacts } from './board-facts.ts'

const text = v.pipe(v.string(), v.maxLength(4096))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const words = v.pipe(v.array(text), v.maxLength(100_000))
const optional = v.optional

/** A record of unknown names; `__proto__` stays a name. */
const Facts = v.object({
  schema: v.literal('ferry.board/1'),
  name: optional(text),
  source: optional(text),
  inferred: optional(words),
  probedAt: optional(text),
  identity: optional(text),
  board: optional(
    v.object({ model: optional(text), compatible: optional(words), revision: optional(text) }),
  ),
  cpu: optional(
    v.object({
      core: optional(text),
      isa: optional(text),
      count: optional(count),
      features: optional(words),
      isaString: optional(text),
      architecture: optional(text),
      implementer: optional(text),
      part: optional(text),
      variant: optional(text),
      hwcap: optional(text),
      hwcap2: optional(text),
      platform: optional(text),
    }),
  ),
  kernel: optional(
    v.object({
      machine: optional(text),
      release: optional(text),
      pageSize: optional(count),
      compat32: optional(v.boolean()),
    }),
  ),
  userland: optional(
    v.object({
      machine: text,
      bits: v.picklist([32, 64]),
      endian: v.picklist(['little', 'big']),
      floatAbi: optional(v.picklist(['hard', 'soft', 'single'])),
      interpreter: optional(text),
      flags: optional(count),
    }),
  ),
  libc: optional(
    v.object({
      kind: v.picklist(['glibc', 'musl', 'uclibc', 'bionic']),
      version: optional(text),
    }),
  ),
  os: optional(
    v.object({
      id: optional(text),
      version: optional(text),
      codename: optional(text),
      name: optional(text),
    }),
  ),
  interpreters: optional(words),
  libraries: optional(v.record(text, text)),
  symbolVersions: optional(v.record(text, words)),
  askedVersions: optional(v.record(text, words)),
  time64: optional(v.boolean()),
  tools: optional(words),
  packageArchitecture: optional(text),
  packageSources: optional(words),
  init: optional(v.picklist(['systemd', 'openrc', 'sysvinit', 'busybox', 'procd', 'other'])),
  memory: optional(v.object({ totalBytes: optional(count), availableBytes: optional(count) })),
  places: optional(
    v.array(
      v.object({
        path: text,
        freeBytes: optional(count),
        writable: optional(v.boolean()),
        noexec: optional(v.boolean()),
        readOnly: optional(v.boolean()),
        type: optional(text),
      }),
    ),
  ),
  user: optional(
    v.object({
      name: optional(text),
      uid: optional(count),
      home: optional(text),
      shell: optional(text),
    }),
  ),
  sudo: optional(v.picklist(['free', 'password', 'none'])),
  hostname: optional(text),
  target: optional(text),
  unknown: optional(words),
})

/** Names of fields that BoardFacts has and the schema lacks. */
type Missing<a, b> = {
  [key in keyof a]-?: key extends keyof b
    ? NonNullable<a[key]> extends readonly unknown[] | string | number | boolean
      ? never
      : Missing<NonNullable<a[key]>, NonNullable<b[key]>>
    : key
}[keyof a]

type Lost = Missing<BoardFacts, v.InferOutput<typeof Facts>>
/** Does not compile where the schema lacks a field: facts:FILE would lose it. */
const complete: [Lost] extends [never] ? true : Lost = true
void complete

export type ParsedBoardFacts =
  | { readonly kind: 'facts'; readonly facts: BoardFacts }
  | { readonly kind: 'bad'; readonly issues: readonly string[] }

/** A JSON value → facts, or what is wrong, each with its path. Fields that ferry does not know are left out. Never throws. */
export function parseBoardFacts(value: unknown): ParsedBoardFacts {
  const result = v.safeParse(Facts, value)
  if (result.success) return { kind: 'facts', facts: dropUndefined(result.output) as BoardFacts }
  return {
    kind: 'bad',
    issues: result.issues.slice(0, 10).map((issue) => {
      const path = v.getDotPath(issue)
      return path === null ? issue.message : `${path}: ${issue.message}`
    }),
  }
}

/** JSON text → facts; see parseBoardFacts. */
export function parseBoardFactsText(json: string): ParsedBoardFacts {
  try {
    return parseBoardFacts(JSON.parse(json))
  } catch (error) {
    return { kind: 'bad', issues: [`not JSON: ${(error as Error).message}`] }
  }
}

function dropUndefined<value>(object: value): value {
  if (Array.isArray(object) || object === null || typeof object !== 'object') return object
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, dropUndefined(value as unknown)]),
  ) as value
}
