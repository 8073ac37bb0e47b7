import { EMPTY_CONFIG } from '../core/config/config.ts'
import type { Config, ConfigIssue } from '../core/config/config.ts'
import { invalidConfig } from '../core/problem/config-problems.ts'
import type { World } from '../ports/world.ts'

/** ferry.toml of the working folder or of one above, with ferry.local.toml laid over it. */
export interface LoadedConfig {
  readonly config: Config
  /** Where the nearest one was found. */
  readonly file?: string
}

/** Throws config/invalid with line and column. */
export async function loadConfig(world: Pick<World, 'files' | 'host'>): Promise<LoadedConfig> {
  const { host } = world
  for (let folder = host.cwd; ; folder = parentOf(folder)) {
    const shared = await loadOne(world, `${folder}/ferry.toml`)
    const local = await loadOne(world, `${folder}/ferry.local.toml`)
    if (shared || local) {
      const file = `${folder}/${shared ? 'ferry.toml' : 'ferry.local.toml'}`
      return { config: merge(shared ?? EMPTY_CONFIG, local ?? EMPTY_CONFIG), file }
    }
    if (parentOf(folder) === folder) return { config: EMPTY_CONFIG }
  }
}

function parentOf(folder: string): string {
  return folder.replace(/[\\/][^\\/]*$/, '') || folder.slice(0, 1)
}

async function loadOne(world: Pick<World, 'files'>, file: string): Promise<Config | undefined> {
  const text = await world.files.readText(file)
  if (text === undefined) return undefined
  const { parseConfig } = await import('../core/config/parse-config.ts')
  const { config, issues } = parseConfig(text)
  if (issues.length === 0) return config
  const { locateKey } = await import('../core/config/locate-key.ts')
  const located = issues.map((issue): ConfigIssue => {
    if (issue.line !== undefined) return issue
    const place = locateKey(text, issue.path)
    return place ? { ...issue, ...place } : issue
  })
  throw invalidConfig(file, located)
}

function merge(shared: Config, local: Config): Config {
  return {
    board: { ...shared.board, ...local.board },
    group: { ...shared.group, ...local.group },
    run: { ...shared.run, ...local.run, env: { ...shared.run.env, ...local.run.env } },
    verify: { allow: [...(shared.verify.allow ?? []), ...(local.verify.allow ?? [])] },
  }
}
