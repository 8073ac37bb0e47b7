import type { TomlSetting } from '../config/add-settings.ts'
import { cfgOfTarget, evaluateCfg } from '../read/cargo-cfg.ts'
import type { CargoConfig } from '../read/cargo-config.ts'
import type { CargoEnvironment, KeptSetting } from './cargo-environment.ts'
import type { TargetAbi } from './linkers/target-abi.ts'
import { toCargoVariable, type Environment } from './target-variables.ts'

export interface InitSettingsInput {
  readonly target: string
  readonly abi: TargetAbi
  /** By `planCargoEnvironment`, without the environment of the moment. */
  readonly environment: CargoEnvironment
  /** Command that runs a program on the board; missing where no board can be reached. */
  readonly runner?: readonly string[]
  /** RUSTC and RUSTDOC where the toolchain is not the one that cargo would take. */
  readonly toolchain: Readonly<Record<string, string>>
  /** What the user set, in this file and in others. */
  readonly config: CargoConfig
  /** False: `[build] target` is left alone, and plain cargo needs `--target`. */
  readonly buildTarget: boolean
}

/** What goes into cargo's configuration, and what the user has there already. */
export interface InitSettings {
  readonly settings: readonly TomlSetting[]
  readonly kept: readonly KeptSetting[]
}

/**
 * The settings with which plain cargo builds and runs for a board as ferry does (cargo book, "Configuration"): target,
 * linker, runner, and the environment of build scripts.
 */
export function planInitSettings(input: InitSettingsInput): InitSettings {
  const { target, abi, environment, runner, config } = input
  const [linkerName, runnerName] = ['LINKER', 'RUNNER'].map((key) => toCargoVariable(target, key))
  const settings: TomlSetting[] = []
  const kept: KeptSetting[] = [...environment.kept]
  const set = (table: readonly string[], key: string, value: string | readonly string[]): void => {
    settings.push({ table, key, value })
  }
  if (input.buildTarget) {
    if (config.buildTargets.length === 0) set(['build'], 'target', target)
    else kept.push({ name: '[build] target', value: config.buildTargets.join(', ') })
  }
  for (const [name, key] of Object.entries(TOOLS)) {
    const value = input.toolchain[name]
    if (value !== undefined) set(['build'], key, value)
  }
  const linker = environment.variables[linkerName ?? '']
  if (linker !== undefined) set(['target', target], 'linker', linker)
  const own = ownRunner(target, abi, config)
  if (own) kept.push(own)
  else if (runner) set(['target', target], 'runner', runner)
  for (const [name, value] of Object.entries(environment.variables)) {
    if (name !== linkerName && name !== runnerName) set(['env'], name, value)
  }
  return { settings, kept }
}

/** Variables of cargo and their keys of `[build]`. */
const TOOLS = { RUSTC: 'rustc', RUSTDOC: 'rustdoc' } as const

/** The runner that the user set for the target, by its name or by a `cfg(…)`. */
function ownRunner(target: string, abi: TargetAbi, config: CargoConfig): KeptSetting | undefined {
  const values = cfgOfTarget(target, abi)
  for (const [key, entry] of Object.entries(config.targets)) {
    if (entry.runner === undefined) continue
    if (key === target || evaluateCfg(key, values) === true) {
      return {
        name: `[target.${key === target ? key : `'${key}'`}] runner`,
        value: entry.runner.join(' '),
      }
    }
  }
  return undefined
}

/**
 * An environment without what is set for that target: cargo's configuration is for every shell, not for this one
 * alone. `dropped` are the names that were there: in this shell they stand over the configuration.
 */
export function withoutTargetVariables(
  environment: Environment,
  target: string,
): { readonly environment: Environment; readonly dropped: readonly string[] } {
  const under = target.replaceAll(/[-.]/g, '_')
  const isTargets = (name: string): boolean =>
    name.endsWith(`_${target}`) ||
    name.endsWith(`_${under}`) ||
    name.startsWith(toCargoVariable(target, '')) ||
    /^TARGET_(?:CC|CXX|AR|RANLIB|CMAKE_TOOLCHAIN_FILE|PKG_CONFIG_\w+|BINDGEN_\w+)$/.test(name) ||
    name === 'JEMALLOC_SYS_WITH_LG_PAGE'
  const dropped = Object.keys(environment).filter(isTargets)
  const rest = Object.entries(environment).filter(([name]) => !dropped.includes(name))
  return { environment: Object.fromEntries(rest), dropped }
}
