import { SECTION } from '../plan/probe-script.ts'

/** Lines and characters that are believed; more is noise or malice. */
const MOST_LINES = 60_000
const LONGEST_LINE = 4096

/** A device tree's list of names: NULs end them (Devicetree Specification, 2.2.4). */
const NAMES = 'compatible'

/** The answer of the probe script, cut into its sections. A section that came twice holds both. */
export interface ProbeSections {
  /** Lines of a section; empty where it is missing. */
  lines(name: string): readonly string[]
  /** First line that is not empty, trimmed. */
  first(name: string): string | undefined
  /** Lines of one file of the `files` section. */
  file(path: string): readonly string[]
  /** Names of all sections, in order. */
  readonly names: readonly string[]
  /** Paths of all files, in order. */
  readonly files: readonly string[]
  /** False where the answer was cut. */
  readonly whole: boolean
}

/** Cuts text into sections; other NULs and carriage returns are taken out. Never throws. */
export function readProbeSections(text: string): ProbeSections {
  const sections = new Map<string, string[]>()
  let current: string[] | undefined
  let name = ''
  let count = 0
  for (const raw of splitLines(text)) {
    if (++count > MOST_LINES) break
    const bounded = raw.slice(0, LONGEST_LINE)
    const line = bounded.replaceAll('\0', '')
    if (line.startsWith(SECTION)) {
      name = line.slice(SECTION.length).trim()
      current = sections.get(name) ?? []
      sections.set(name, current)
    } else if (name === NAMES) current?.push(...bounded.split('\0'))
    else current?.push(line)
  }
  const files = toFiles(sections.get('files') ?? [])
  return {
    lines: (name) => sections.get(name) ?? [],
    first: (name) =>
      sections
        .get(name)
        ?.map((line) => line.trim())
        .find((line) => line !== ''),
    file: (path) => files.get(path) ?? [],
    names: [...sections.keys()],
    files: [...files.keys()],
    whole: sections.has('end'),
  }
}

function* splitLines(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? undefined : end)
    yield line.endsWith('\r') ? line.slice(0, -1) : line
    if (end < 0) return
    at = end + 1
  }
}

/** `path:line` of `grep -H`; paths start with a slash and hold no colon (as asked for). */
function toFiles(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (!line.startsWith('/') || colon < 0) continue
    const path = line.slice(0, colon)
    const known = files.get(path)
    if (known) known.push(line.slice(colon + 1))
    else files.set(path, [line.slice(colon + 1)])
  }
  return files
}
