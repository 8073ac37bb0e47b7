import { makeBlock } from './ferry-blocks.ts'
import { formatTomlKey, formatTomlValue } from './format-toml.ts'
import { findTomlPlaces } from './toml-places.ts'

/** One setting of a TOML file. */
export interface TomlSetting {
  readonly table: readonly string[]
  readonly key: string
  readonly value: string | readonly string[]
}

export type AddedSettings =
  | { readonly kind: 'added'; readonly text: string; readonly present: readonly TomlSetting[] }
  /** The table is written as a value: nothing can be added to it. */
  | { readonly kind: 'closed'; readonly table: string; readonly line: number }
  | { readonly kind: 'not-toml'; readonly message: string; readonly line: number }

/**
 * A TOML text with settings added in ferry's own blocks: in the user's table where it is there already, else in
 * tables of their own at the end. No byte of the user's is changed; a key that is there stays and is given back
 * as `present`. `text` holds no block of ferry's (see `stripBlocks`); `head` are comment lines for the first.
 */
export function addSettings(
  text: string,
  settings: readonly TomlSetting[],
  head: readonly string[],
): AddedSettings {
  let places: ReturnType<typeof findTomlPlaces>
  try {
    places = findTomlPlaces(text)
  } catch (error) {
    const { message, lineNumber } = error as { message: string; lineNumber?: number }
    return { kind: 'not-toml', message, line: lineNumber ?? 1 }
  }
  const present = settings.filter(({ table, key }) => places.has([...table, key]))
  const inserted = new Map<number, string[]>()
  const appended: string[] = []
  for (const group of byTable(settings.filter((setting) => !present.includes(setting)))) {
    const table = group[0]?.table ?? []
    const place = places.table(table)
    const write = (prefix: readonly string[]): readonly string[] =>
      group.map(({ key, value }) => `${formatTomlKey(...prefix, key)} = ${formatTomlValue(value)}`)
    if (place?.kind === 'closed') {
      return { kind: 'closed', table: formatTomlKey(...table), line: place.line }
    }
    if (place) {
      const at = endOfLine(text, place.offset)
      inserted.set(at, [...(inserted.get(at) ?? []), ...write(place.prefix)])
    } else {
      appended.push(
        ...(appended.length > 0 ? [''] : []),
        `[${formatTomlKey(...table)}]`,
        ...write([]),
      )
    }
  }
  return { kind: 'added', text: insertBlocks(text, inserted, appended, head), present }
}

function insertBlocks(
  text: string,
  inserted: ReadonlyMap<number, readonly string[]>,
  appended: readonly string[],
  head: readonly string[],
): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n'
  let result = ''
  let from = 0
  let comment = head.map((line) => `# ${line}`)
  const add = (lines: readonly string[]): void => {
    if (lines.length === 0) return
    result += makeBlock(result, [...comment, ...lines], newline)
    comment = []
  }
  for (const [at, lines] of [...inserted].toSorted(([a], [b]) => a - b)) {
    result += text.slice(from, at)
    from = at
    add(lines)
  }
  result += text.slice(from)
  add(appended)
  return result
}

function byTable(settings: readonly TomlSetting[]): readonly (readonly TomlSetting[])[] {
  const groups = new Map<string, TomlSetting[]>()
  for (const setting of settings) {
    const name = JSON.stringify(setting.table)
    groups.set(name, [...(groups.get(name) ?? []), setting])
  }
  return [...groups.values()]
}

/** The place behind the line break that ends the line of `offset`; the end of the text where there is none. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : at + 1
}
