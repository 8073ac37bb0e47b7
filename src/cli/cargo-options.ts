import type { OptionSpec } from './command.ts'

const cargo = (long: string, help: string, more: Partial<OptionSpec> = {}): OptionSpec => ({
  long,
  help,
  group: 'cargo',
  ...more,
})

/** What `cargo build`, `run`, `test` and `bench` take alike (cargo 1.97, `cargo help build`). */
export const CARGO_OPTIONS: readonly OptionSpec[] = [
  cargo('package', 'The package to build', { short: 'p', value: 'SPEC', many: true }),
  cargo('bin', 'The binary', { value: 'NAME', many: true }),
  cargo('example', 'The example', { value: 'NAME', many: true }),
  cargo('features', 'Features to turn on', { short: 'F', value: 'FEATURES', many: true }),
  cargo('all-features', 'All features'),
  cargo('no-default-features', 'No default features'),
  cargo('profile', 'The profile (default: release)', { value: 'NAME' }),
  cargo('manifest-path', 'Cargo.toml of the project', { value: 'PATH' }),
  cargo('target-dir', 'Where cargo builds', { value: 'DIR' }),
  cargo('jobs', 'How many at once', { short: 'j', value: 'N' }),
  cargo('locked', 'Cargo.lock must not change'),
  cargo('offline', 'Without the network'),
  cargo('frozen', '--locked and --offline'),
  cargo('config', 'One setting of cargo', { value: 'KEY=VALUE', many: true }),
  cargo('ignore-rust-version', 'Ignore rust-version of packages'),
  cargo('keep-going', 'Do not stop at the first crate that fails'),
  cargo('timings', 'Write how long each crate took'),
  cargo('Z', "cargo's unstable flags", { short: 'Z', value: 'FLAG', many: true }),
]

/** What those take that build more than one program. */
export const CARGO_SELECTION: readonly OptionSpec[] = [
  cargo('workspace', 'Every package of the workspace'),
  cargo('exclude', 'But not this one', { value: 'SPEC', many: true }),
  cargo('lib', 'The library'),
  cargo('bins', 'Every binary'),
  cargo('examples', 'Every example'),
  cargo('test', 'The test target', { value: 'NAME', many: true }),
  cargo('tests', 'Every test target'),
  cargo('bench', 'The bench target', { value: 'NAME', many: true }),
  cargo('benches', 'Every bench target'),
  cargo('all-targets', 'Everything'),
]

/** How ferry builds: options of its own. */
export const BUILD_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'target',
    value: 'TARGET',
    help: 'The rustc target, in place of the one that suits the board',
  },
  {
    long: 'static',
    help: 'A program that needs no libc of the board (musl)',
  },
  {
    long: 'glibc',
    value: 'VERSION',
    help: 'Start with this glibc and any later one: 2.31',
  },
  { long: 'dev', help: 'Build the dev profile (release is the default)' },
  { long: 'release', short: 'r', help: 'Build the release profile (the default)' },
]

/** How ferry judges: options of its own. */
export const VERIFY_OPTIONS: readonly OptionSpec[] = [
  { long: 'allow', value: 'CODE', many: true, help: 'Take this finding as no reason to refuse' },
  { long: 'force', help: 'Send it even where it is certain to fail' },
]
