import { EMPTY_CONFIG } from '../core/config/config.ts'
import type { Config, ConfigIssue, ConfigPart } from '../core/config/config.ts'
import { invalidConfig } from '../core/problem/config-problems.ts'
import type { World } from '../ports/world.ts'

/** ferry.toml of the working folder or of one above, with ferry.local.toml laid over it (mergeConfig). */
export interface LoadedConfig {
  readonly config: Config
  /** Where the nearest one was found. */
  readonly file?: string
  /** What each of the two files says; missing where there is none. */
  readonly shared?: ConfigFile
  readonly local?: ConfigFile
}

/** One of the two files. */
export interface ConfigFile {
  readonly file: string
  readonly text: string
  readonly part: ConfigPart
}

/** Throws config/invalid with line and column. */
export async function loadConfig(world: Pick<World, 'files' | 'host'>): Promise<LoadedConfig> {
  const { host } = world
  for (let folder = host.cwd; ; folder = parentOf(folder)) {
    const shared = await loadOne(world, `${folder}/ferry.toml`)
    const local = await loadOne(world, `${folder}/ferry.local.toml`)
    if (shared || local) {
      const { mergeConfig } = await import('../core/config/merge-config.ts')
      const { config, issues } = mergeConfig(shared?.part ?? {}, local?.part ?? {})
      const from = issues[0]?.from === 'local' ? local : shared
      if (from)
        await checkIssues(
          from.file,
          from.text,
          issues.filter((one) => one.from === issues[0]?.from),
        )
      return {
        config,
        file: (shared ?? local)?.file ?? '',
        ...(shared ? { shared } : {}),
        ...(local ? { local } : {}),
      }
    }
    if (parentOf(folder) === folder) return { config: EMPTY_CONFIG }
  }
}

function parentOf(folder: string): string {
  return folder.replace(/[\\/][^\\/]*$/, '') || folder.slice(0, 1)
}

async function loadOne(world: Pick<World, 'files'>, file: string): Promise<ConfigFile | undefined> {
  const text = await world.files.readText(file)
  if (text === undefined) return undefined
  const { parseConfig } = await import('../core/config/parse-config.ts')
  const { part, issues } = parseConfig(text)
  await checkIssues(file, text, issues)
  return { file, text, part }
}

/** Throws config/invalid with the places of the issues, where there are any. */
async function checkIssues(
  file: string,
  text: string,
  issues: readonly ConfigIssue[],
): Promise<void> {
  if (issues.length === 0) return
  const { locateKey } = await import('../core/config/locate-key.ts')
  const lines = text.split(/\r?\n/)
  const located = issues.map((issue): ConfigIssue => {
    const place =
      issue.line === undefined
        ? locateKey(text, issue.path)
        : { line: issue.line, column: issue.column ?? 1 }
    if (!place) return issue
    const source = lines[place.line - 1]
    return { ...issue, ...place, ...(source === undefined ? {} : { source }) }
  })
  throw invalidConfig(file, located)
}
