/** What ferry has to know of the arguments that it passes on to cargo. */
export interface CargoArguments {
  readonly manifestPath?: string
  readonly packages: readonly string[]
  readonly workspace: boolean
  readonly bins: readonly string[]
  readonly examples: readonly string[]
  /** True where something other than binaries and examples by name was chosen: `--lib`, `--tests`, `--all-targets`, … */
  readonly otherTargets: boolean
  /** The last `--target`, where there is one. */
  readonly target?: string
  readonly features: readonly string[]
  readonly offline: boolean
}

/** Options that take a value. */
const valued = new Set(
  '-p --package --exclude --bin --example --test --bench -F --features --target --profile --manifest-path --target-dir -j --jobs --message-format --config -Z --color -C --lockfile-path --artifact-dir'.split(
    ' ',
  ),
)
const others = new Set(
  '--lib --bins --examples --tests --benches --all-targets --test --bench'.split(' '),
)

/**
 * Reads cargo's arguments up to `--` (cargo's manual, `cargo help build`): values after a blank or `=`,
 * short options with the value attached (`-pNAME`).
 */
export function parseCargoArguments(args: readonly string[]): CargoArguments {
  const values = new Map<string, string[]>()
  const flags = new Set<string>()
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '--') break
    const [, name = word, attached] =
      /^(--[^=]+)=(.*)$/s.exec(word) ?? /^(-[pFjCZ])(?!-)=?(.+)$/s.exec(word) ?? []
    if (attached === undefined && !valued.has(name)) flags.add(name)
    else {
      const value = attached ?? args[++at] ?? ''
      values.set(name, [...(values.get(name) ?? []), value])
    }
  }
  const all = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => values.get(name) ?? [])
  const manifestPath = all('--manifest-path').at(-1)
  const target = all('--target').at(-1)
  return {
    ...(manifestPath === undefined ? {} : { manifestPath }),
    packages: all('-p', '--package'),
    workspace: flags.has('--workspace') || flags.has('--all'),
    bins: all('--bin'),
    examples: all('--example'),
    otherTargets: [...flags, ...values.keys()].some((name) => others.has(name)),
    ...(target === undefined ? {} : { target }),
    features: [
      ...all('-F', '--features').flatMap((value) => ['--features', value]),
      ...['--all-features', '--no-default-features'].filter((flag) => flags.has(flag)),
    ],
    offline: flags.has('--offline') || flags.has('--frozen'),
  }
}
