import { parse } from 'smol-toml'

/** What ferry needs of one `.cargo/config.toml` (cargo book, "Configuration"). */
export interface CargoConfig {
  /** `[build] target`, a name or several. */
  readonly buildTargets: readonly string[]
  readonly targetFolder?: string
  /** `[build] rustc-wrapper`. */
  readonly rustcWrapper?: string
  /** `[target.NAME]` tables by their key: a target's name, or `cfg(…)`. */
  readonly targets: Readonly<Record<string, CargoTargetConfig>>
  /** `[env]`: names that cargo sets for build scripts and rustc. */
  readonly env: Readonly<Record<string, CargoConfigVariable>>
  /** `include`: paths, relative to the file. */
  readonly includes: readonly string[]
}

export interface CargoTargetConfig {
  readonly linker?: string
  readonly runner?: readonly string[]
  readonly rustflags?: readonly string[]
}

export interface CargoConfigVariable {
  readonly value: string
  /** True: over the environment; else only where the environment has none. */
  readonly force: boolean
}

/**
 * Text of a cargo configuration → its settings, or undefined where it is no TOML
 * (cargo itself will say so, with the line). Values of an unexpected type are left out.
 */
export function parseCargoConfig(text: string): CargoConfig | undefined {
  let root: unknown
  try {
    root = parse(text)
  } catch {
    return undefined
  }
  const build = table(table(root)['build'])
  const targetFolder = string(build['target-dir'])
  const rustcWrapper = string(build['rustc-wrapper'])
  return {
    buildTargets: words(build['target'], false),
    ...(targetFolder === undefined ? {} : { targetFolder }),
    ...(rustcWrapper === undefined ? {} : { rustcWrapper }),
    targets: mapTable(table(root)['target'], toTarget),
    env: mapTable(table(root)['env'], toVariable),
    includes: toIncludes(table(root)['include']),
  }
}

/** Joins configurations, the first being the nearest: it wins key by key (cargo book, "Hierarchical structure"). */
export function mergeCargoConfigs(configs: readonly CargoConfig[]): CargoConfig {
  const targets: Record<string, CargoTargetConfig> = {}
  const env: Record<string, CargoConfigVariable> = {}
  for (const config of [...configs].reverse()) {
    for (const [name, target] of Object.entries(config.targets)) {
      // Arrays are joined, the nearest file's items last.
      const rustflags = [...(targets[name]?.rustflags ?? []), ...(target.rustflags ?? [])]
      targets[name] = {
        ...targets[name],
        ...target,
        ...(rustflags.length === 0 ? {} : { rustflags }),
      }
    }
    Object.assign(env, config.env)
  }
  const first = <key extends keyof CargoConfig>(key: key): CargoConfig[key] | undefined =>
    configs.find((config) => config[key] !== undefined)?.[key]
  const targetFolder = first('targetFolder')
  const rustcWrapper = first('rustcWrapper')
  return {
    buildTargets: configs.find((config) => config.buildTargets.length > 0)?.buildTargets ?? [],
    ...(targetFolder === undefined ? {} : { targetFolder }),
    ...(rustcWrapper === undefined ? {} : { rustcWrapper }),
    targets,
    env,
    includes: [],
  }
}

function toTarget(value: unknown): CargoTargetConfig | undefined {
  const entry = table(value)
  const linker = string(entry['linker'])
  const runner = words(entry['runner'], true)
  const rustflags = words(entry['rustflags'], true)
  return {
    ...(linker === undefined ? {} : { linker }),
    ...(runner.length === 0 ? {} : { runner }),
    ...(rustflags.length === 0 ? {} : { rustflags }),
  }
}

function toVariable(value: unknown): CargoConfigVariable | undefined {
  if (typeof value === 'string') return { value, force: false }
  const entry = table(value)
  const text = string(entry['value'])
  return text === undefined ? undefined : { value: text, force: entry['force'] === true }
}

function toIncludes(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list
    .map((item) => string(item) ?? string(table(item)['path']))
    .filter((path) => path !== undefined)
}

/** A string (split at blanks where cargo does so) or a list of strings. */
function words(value: unknown, split: boolean): readonly string[] {
  if (typeof value === 'string') {
    return split ? value.split(/\s+/).filter((word) => word !== '') : [value]
  }
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function mapTable<result>(
  value: unknown,
  convert: (item: unknown) => result | undefined,
): Record<string, result> {
  const found: Record<string, result> = {}
  for (const [key, item] of Object.entries(table(value))) {
    const converted = convert(item)
    if (converted !== undefined) found[key] = converted
  }
  return found
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
