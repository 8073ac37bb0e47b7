import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'
import type { AST } from 'toml-eslint-parser'

/** How a table is written in a text, and where one more key of it may go. */
export type TablePlace =
  /** Behind the line that ends at or after `offset`; `prefix`: the keys in front of a dotted key there. */
  | { readonly kind: 'open'; readonly offset: number; readonly prefix: readonly string[] }
  /** An inline table, or no table at all: it cannot be added to. `line` from 1. */
  | { readonly kind: 'closed'; readonly line: number }

/** What a TOML text has: its tables and its keys. */
export interface TomlPlaces {
  /** Undefined: nothing stands in the way of a `[header]` at the end of the text. */
  table(path: readonly string[]): TablePlace | undefined
  /** True where this key, or a table of this name, is there. */
  has(path: readonly string[]): boolean
}

/** Reads where the tables of a TOML text are. Throws the parser's error for what is no TOML. */
export function findTomlPlaces(text: string): TomlPlaces {
  const tables = new Map<string, TablePlace>()
  const keys = new Set<string>()
  const name = (path: readonly string[]): string => JSON.stringify(path)
  const take = (path: readonly string[]): void => {
    for (let length = 1; length <= path.length; length++) keys.add(name(path.slice(0, length)))
  }
  const addKey = (base: readonly string[], { key, value }: AST.TOMLKeyValue): void => {
    const own = key.keys.map((part) => String(getStaticTOMLValue(part as never)))
    const path = [...base, ...own]
    take(path)
    for (let length = 1; length < own.length; length++) {
      const prefix = own.slice(0, length)
      const offset = value.range[1]
      tables.set(name([...base, ...prefix]), { kind: 'open', offset, prefix })
    }
    // Whatever is written as a value is closed, an inline table most of all.
    tables.set(name(path), { kind: 'closed', line: key.loc.start.line })
    if (value.type === 'TOMLInlineTable') for (const inner of value.body) addInner(path, inner)
  }
  const addInner = (base: readonly string[], { key, value }: AST.TOMLKeyValue): void => {
    const path = [...base, ...key.keys.map((part) => String(getStaticTOMLValue(part as never)))]
    take(path)
    if (value.type === 'TOMLInlineTable') for (const inner of value.body) addInner(path, inner)
  }
  for (const part of parseTOML(text).body[0].body) {
    if (part.type === 'TOMLKeyValue') addKey([], part)
    else {
      const path = part.resolvedKey.map(String)
      take(path)
      for (const pair of part.body) addKey(path, pair)
      const offset = part.body.at(-1)?.range[1] ?? part.key.range[1]
      const array = part.kind === 'array'
      // `[[target]]` closes `target` itself; its resolved key ends in a number.
      const closed = { kind: 'closed', line: part.loc.start.line } as const
      tables.set(
        name(array ? path.slice(0, -1) : path),
        array ? closed : { kind: 'open', offset, prefix: [] },
      )
    }
  }
  return {
    table: (path) => {
      for (let length = 1; length < path.length; length++) {
        const above = tables.get(name(path.slice(0, length)))
        if (above?.kind === 'closed') return above
      }
      return tables.get(name(path))
    },
    has: (path) => keys.has(name(path)),
  }
}
