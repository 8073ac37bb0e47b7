import { dirname, isAbsolute, join, resolve } from 'node:path'

import { stripBlocks } from '../core/config/ferry-blocks.ts'
import {
  mergeCargoConfigs,
  parseCargoConfig,
  type CargoConfig,
  type CargoTargetConfig,
} from '../core/read/cargo-config.ts'
import type { World } from '../ports/world.ts'

/** cargo's configuration in a folder, with and without what `ferry init` wrote. */
export interface CargoSettings {
  /** What the user set. */
  readonly own: CargoConfig
  /** What cargo reads. */
  readonly whole: CargoConfig
}

/**
 * Cargo's configuration as it holds in `folder`: `.cargo/config.toml` of it and of every
 * folder above, then `$CARGO_HOME/config.toml` (cargo book, "Hierarchical structure"). Programs
 * named by a path are made absolute, for a file's paths are relative to the folder of `.cargo`.
 */
export async function readCargoSettings(
  world: Pick<World, 'files' | 'host'>,
  folder: string,
): Promise<CargoSettings> {
  const configs: CargoConfig[] = []
  const whole: CargoConfig[] = []
  const seen = new Set<string>()
  const read = async (file: string, depth: number): Promise<boolean> => {
    if (seen.has(file) || depth > 8) return false
    seen.add(file)
    const text = await world.files.readText(file)
    if (text === undefined) return false
    const base = dirname(dirname(file))
    const config = parseCargoConfig(text)
    if (!config) return true
    whole.push(withAbsolutePaths(config, base))
    const stripped = stripBlocks(text)
    const own = stripped.blocks === 0 ? config : parseCargoConfig(stripped.text)
    configs.push(withAbsolutePaths(own ?? config, base))
    for (const include of config.includes) await read(resolve(dirname(file), include), depth + 1)
    return true
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    // A file without an ending is read first where both are there (it is the older name).
    if (!(await read(join(at, '.cargo', 'config'), 0))) {
      await read(join(at, '.cargo', 'config.toml'), 0)
    }
    if (at === dirname(at)) break
  }
  const home = world.host.env['CARGO_HOME'] ?? join(world.host.home, '.cargo')
  if (!(await read(join(home, 'config'), 0))) await read(join(home, 'config.toml'), 0)
  return { own: mergeCargoConfigs(configs), whole: mergeCargoConfigs(whole) }
}

function withAbsolutePaths(config: CargoConfig, base: string): CargoConfig {
  const absolute = (path: string): string =>
    /[/\\]/.test(path) && !isAbsolute(path) ? join(base, path) : path
  const targets: Record<string, CargoTargetConfig> = {}
  for (const [name, target] of Object.entries(config.targets)) {
    targets[name] =
      target.linker === undefined ? target : { ...target, linker: absolute(target.linker) }
  }
  return {
    ...config,
    targets,
    ...(config.targetFolder === undefined
      ? {}
      : { targetFolder: resolve(base, config.targetFolder) }),
  }
}
