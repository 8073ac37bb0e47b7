import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'

import { nearestWord } from '../text/nearest.ts'
import { EMPTY_CONFIG } from './config.ts'
import type { Config, ConfigIssue } from './config.ts'

const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name is made of letters, digits, "-", "_" and "."'),
)
const libraryName = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9_][A-Za-z0-9_+.-]*$/,
    'a library is named as the linker does: asound, usb-1.0',
  ),
)
const schema = v.strictObject({
  board: v.optional(
    v.record(
      name,
      v.strictObject({
        destination: v.pipe(v.string(), v.nonEmpty('a destination is missing')),
        target: v.optional(v.string()),
        packages: v.optional(v.array(v.string())),
        libraries: v.optional(v.array(libraryName)),
        sysroot: v.optional(v.pipe(v.string(), v.nonEmpty('"board", or a folder'))),
        sdk: v.optional(v.pipe(v.string(), v.nonEmpty('the environment script of an SDK'))),
        linker: v.optional(v.pipe(v.string(), v.nonEmpty('a program'))),
        glibc: v.optional(
          v.pipe(v.string(), v.regex(/^2\.\d{1,3}$/, 'a version of glibc looks like 2.31')),
        ),
        folder: v.optional(v.string()),
      }),
    ),
  ),
  group: v.optional(v.record(name, v.array(v.string()))),
  run: v.optional(
    v.strictObject({
      env: v.optional(v.record(v.string(), v.string())),
      files: v.optional(v.array(v.string())),
    }),
  ),
  verify: v.optional(
    v.strictObject({
      allow: v.optional(
        v.array(
          v.strictObject({
            code: v.pipe(
              v.string(),
              v.regex(/^[a-z0-9]+\/[a-z0-9-]+$/, 'a code looks like elf/time64'),
            ),
            reason: v.pipe(v.string(), v.nonEmpty('say why it is allowed')),
          }),
        ),
      ),
    }),
  ),
})

const KNOWN_KEYS = [
  'board',
  'group',
  'run',
  'verify',
  'destination',
  'target',
  'packages',
  'libraries',
  'sysroot',
  'sdk',
  'linker',
  'glibc',
  'folder',
  'env',
  'files',
  'allow',
  'code',
  'reason',
]

/** TOML text → Config, or what is wrong with it. Never throws. */
export function parseConfig(text: string): {
  readonly config: Config
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
    return { config: EMPTY_CONFIG, issues: [issue] }
  }
  const result = v.safeParse(schema, value)
  if (!result.success) return { config: EMPTY_CONFIG, issues: result.issues.map(toIssue) }
  const config = result.output as Partial<Config>
  const issues = groupIssues(config)
  return { config: issues.length > 0 ? EMPTY_CONFIG : { ...EMPTY_CONFIG, ...config }, issues }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/^Invalid TOML document: /, '')
}

function toIssue(issue: v.BaseIssue<unknown>): ConfigIssue {
  const path = (issue.path ?? []).map((item) => String(item.key))
  const key = path.at(-1) ?? ''
  if (issue.expected === 'never') {
    const near = nearestWord(key, KNOWN_KEYS)
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

function groupIssues(config: Partial<Config>): ConfigIssue[] {
  const boards = Object.keys(config.board ?? {})
  return Object.entries(config.group ?? {}).flatMap(([group, members]) =>
    members
      .filter((member) => !boards.includes(member))
      .map((member): ConfigIssue => {
        const near = nearestWord(member, boards)
        return {
          message: `group "${group}" names the board "${member}", which is not configured${near === undefined ? '' : `; "${near}" was meant?`}`,
          path: ['group', group],
        }
      }),
  )
}
