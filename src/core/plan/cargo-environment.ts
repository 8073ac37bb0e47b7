import type { CargoConfig } from '../read/cargo-config.ts'
import { evaluateCfg, cfgOfTarget } from '../read/cargo-cfg.ts'
import { isSdkShell } from '../read/sdk-environment.ts'
import type { TargetAbi } from './linkers/target-abi.ts'
import { formatPkgConfigFolders, type PkgConfigSysroot } from './pkg-config.ts'
import {
  findTargeted,
  targetedNames,
  toCargoVariable,
  type Environment,
} from './target-variables.ts'

/** What compiles C for the target: absolute paths of scripts and tools. */
export interface CompilerPaths {
  readonly cc: string
  readonly cxx?: string
  readonly ar: string
  readonly ranlib: string
  readonly cmakeToolchain: string
  /** A pkg-config that knows the sysroot alone; missing where there is no sysroot. */
  readonly pkgConfig?: string
}

export interface CargoEnvironmentInput {
  readonly target: string
  readonly abi: TargetAbi
  /** Linker that ferry chose; missing where the user's own is used. */
  readonly linker?: string
  /** Command that runs a program on the board, its words without blanks (cargo splits at blanks). */
  readonly runner?: readonly string[]
  readonly sysroot?: PkgConfigSysroot & {
    /** `name=version` of what is in it. */
    readonly packages?: readonly string[]
  }
  readonly compiler?: CompilerPaths
  /** The environment of ferry. */
  readonly environment: Environment
  readonly config: CargoConfig
}

/** A setting of the user that stands over ferry's. */
export interface KeptSetting {
  readonly name: string
  readonly value: string
}

export interface CargoEnvironment {
  /** To be added to the environment of cargo. */
  readonly variables: Readonly<Record<string, string>>
  /** What the user had set and ferry therefore left alone. */
  readonly kept: readonly KeptSetting[]
}

/**
 * The environment in which cargo builds for the target: linker and runner by cargo's own variables,
 * C compiler, pkg-config, bindgen and cmake by the names that the build crates read, in both
 * spellings. All of them name the target: what is built for the host (build scripts, procedural
 * macros) sees none of it. No RUSTFLAGS: they would rebuild everything and hide the user's.
 * A value of the user, in the environment or in `[env]` of cargo's configuration, is left alone,
 * but for the runner: `ferry test --on BOARD` runs on that board.
 */
export function planCargoEnvironment(input: CargoEnvironmentInput): CargoEnvironment {
  const { target, environment, config } = input
  const variables: Record<string, string> = {}
  const kept: KeptSetting[] = []

  const ownLinker = userLinker(input)
  if (ownLinker) kept.push(ownLinker)
  else if (input.linker !== undefined) variables[toCargoVariable(target, 'LINKER')] = input.linker
  if (input.runner) variables[toCargoVariable(target, 'RUNNER')] = input.runner.join(' ')

  const settings = toSettings(config)
  for (const [name, value] of targetedVariables(input)) {
    const own = findTargeted(environment, name, target) ?? findTargeted(settings, name, target)
    if (own) {
      kept.push(own)
      continue
    }
    const [dashes, underscores] = targetedNames(name, target)
    if (dashes !== undefined) variables[dashes] = value
    if (underscores !== undefined) variables[underscores] = value
  }
  for (const [name, value] of plainVariables(input)) {
    const own = environment[name] ?? settings[name]
    if (own === undefined) variables[name] = value
    else kept.push({ name, value: own })
  }
  return { variables, kept }
}

/**
 * The variables that cargo's configuration does not hold already with the same value. What `ferry init` wrote there is
 * so not said twice: cargo sees one environment with ferry in front and without, and rebuilds nothing, whether or not
 * its version counts `[env]` in `rerun-if-env-changed`.
 */
export function leaveOutWritten(
  variables: Readonly<Record<string, string>>,
  { target, config, environment }: Pick<CargoEnvironmentInput, 'target' | 'config' | 'environment'>,
): Readonly<Record<string, string>> {
  const settings = toSettings(config)
  const { linker, runner } = config.targets[target] ?? {}
  const written: Environment = {
    ...settings,
    [toCargoVariable(target, 'LINKER')]: linker,
    [toCargoVariable(target, 'RUNNER')]: runner?.join(' '),
  }
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name, value]) => written[name] !== value || environment[name] !== undefined,
    ),
  )
}

/** The linker that the user set for the target, in the environment or in cargo's configuration. */
export function userLinker(
  input: Pick<CargoEnvironmentInput, 'target' | 'abi' | 'environment' | 'config'>,
): KeptSetting | undefined {
  const { target, abi, environment, config } = input
  const name = toCargoVariable(target, 'LINKER')
  const value = environment[name]
  if (value) return { name, value }
  const exact = config.targets[target]?.linker
  if (exact !== undefined) return { name: `[target.${target}] linker`, value: exact }
  const values = cfgOfTarget(target, abi)
  for (const [key, { linker }] of Object.entries(config.targets)) {
    if (linker !== undefined && evaluateCfg(key, values) === true) {
      return { name: `[target.'${key}'] linker`, value: linker }
    }
  }
  return undefined
}

/** Variables that exist once per target. */
function targetedVariables(input: CargoEnvironmentInput): readonly (readonly [string, string])[] {
  const { compiler, sysroot, abi } = input
  const variables: [string, string][] = []
  if (compiler) {
    variables.push(['CC', compiler.cc])
    if (compiler.cxx !== undefined) variables.push(['CXX', compiler.cxx])
    variables.push(['AR', compiler.ar], ['RANLIB', compiler.ranlib])
    variables.push(['CMAKE_TOOLCHAIN_FILE', compiler.cmakeToolchain])
  }
  if (sysroot) {
    // The empty PATH shuts out the user's folders: no host library is found.
    variables.push(
      ['PKG_CONFIG_LIBDIR', formatPkgConfigFolders(sysroot)],
      ['PKG_CONFIG_PATH', ''],
      ['PKG_CONFIG_SYSROOT_DIR', sysroot.path],
      ['PKG_CONFIG_ALLOW_CROSS', '1'],
      [
        'BINDGEN_EXTRA_CLANG_ARGS',
        bindgenArguments(abi, sysroot.path) + plainBindgenArguments(input),
      ],
    )
  }
  return variables
}

/** bindgen splits like a shell (its documentation of the variable), so a path with blanks is quoted. */
function bindgenArguments(abi: TargetAbi, sysroot: string): string {
  const quote = (word: string): string => (/\s/.test(word) ? `"${word}"` : word)
  return [
    `--target=${abi.clangTarget}`,
    `--sysroot=${sysroot}`,
    ...(abi.libc === 'musl' ? ['-isystem', `${sysroot}/usr/include/${abi.multiarch}`] : []),
    ...abi.compilerFlags.filter((flag) => flag.startsWith('-m')),
  ]
    .map(quote)
    .join(' ')
}

/** bindgen reads the variable of the target in place of the plain one: what the user has there is said after ferry's. */
function plainBindgenArguments({ environment, config }: CargoEnvironmentInput): string {
  const name = 'BINDGEN_EXTRA_CLANG_ARGS'
  const own = environment[name] ?? toSettings(config)[name]
  return own === undefined || own === '' ? '' : ` ${own}`
}

/** Variables without a target in their name. */
function plainVariables(input: CargoEnvironmentInput): readonly (readonly [string, string])[] {
  const { abi, sysroot, environment } = input
  const python = sysroot?.packages?.some((name) => /^libpython3\.\d+-minimal=/.test(name)) ?? false
  return [
    ...hostVariables(environment),
    ...jemallocPages(abi),
    // PyO3 looks for the target's _sysconfigdata*.py below that folder (its guide, "Cross-compiling").
    ...(sysroot && python ? ([['PYO3_CROSS_LIB_DIR', `${sysroot.path}/usr/lib`]] as const) : []),
  ]
}

/**
 * In a shell with an SDK's CC and pkg-config folders, what is built for the host (build scripts' own C) would get them: the crates
 * cc and pkg-config read these first.
 */
function hostVariables(environment: Environment): readonly (readonly [string, string])[] {
  if (!isSdkShell(environment)) return []
  return [
    ['HOST_CC', 'cc'],
    ['HOST_CXX', 'c++'],
    ['HOST_AR', 'ar'],
    ['HOST_RANLIB', 'ranlib'],
    ['HOST_PKG_CONFIG_PATH', ''],
    ['HOST_PKG_CONFIG_SYSROOT_DIR', '/'],
  ]
}

function jemallocPages(abi: TargetAbi): readonly (readonly [string, string])[] {
  // Pages of 4, 16 and 64 KiB exist on aarch64; jemalloc works with pages up to the size that it
  // was built for (its INSTALL.md, --with-lg-page): 16 KiB is the Raspberry Pi 5's default.
  return abi.machine === 'aarch64' ? [['JEMALLOC_SYS_WITH_LG_PAGE', '16']] : []
}

/** `[env]` of cargo's configuration as plain names and values. */
function toSettings(config: CargoConfig): Environment {
  return Object.fromEntries(Object.entries(config.env).map(([name, { value }]) => [name, value]))
}
