import { EXIT, ProblemError } from './problem.ts'

/** No Cargo.toml in the folder or above it. */
export function noManifest(folder: string): ProblemError {
  return new ProblemError({
    code: 'cargo/no-manifest',
    title: 'there is no Cargo.toml here',
    why: `neither ${folder} nor a folder above it holds one`,
    fix: {
      text: 'go to your project, or name it',
      command: ['ferry', 'run', '--manifest-path', 'PATH/Cargo.toml'],
    },
    exit: EXIT.usage,
    details: { folder },
  })
}

/** cargo ended with an error. Its own words were shown as they came; `output` has the last of them. */
export function cargoFailed(
  command: readonly string[],
  how: string,
  why: string | undefined,
  fix: { readonly text: string; readonly command?: readonly string[] } | undefined,
  output: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'cargo/failed',
    title: `cargo ${command[0] ?? 'build'} failed (${how})`,
    why: why ?? 'what cargo and rustc say about it stands above',
    ...(fix ? { fix } : {}),
    exit: EXIT.cargo,
    output,
    details: { command },
  })
}

/** cargo could not be started. */
export function noCargo(file: string, errno: string): ProblemError {
  return new ProblemError({
    code: 'cargo/missing',
    title: `cargo could not be started: ${file} (${errno})`,
    why: 'ferry builds with the cargo of this machine',
    fix: {
      text: 'install Rust (https://rustup.rs), or the package of your distribution',
      command: ['apt-get', 'install', 'rustup'],
    },
    exit: EXIT.host,
  })
}

/** Several programs could be run and none was named (`cargo run` asks the same). */
export function severalBinaries(
  names: readonly string[],
  packages: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'cargo/several-binaries',
    title: `there are several programs: ${names.join(', ')}`,
    why:
      packages.length > 1
        ? `packages ${packages.join(', ')} have them, and none was named`
        : 'none was named, and Cargo.toml has no default-run',
    fix: {
      text: 'name one, or set default-run in [package] of Cargo.toml',
      command: ['ferry', 'run', '--bin', names[0] ?? 'NAME'],
    },
    exit: EXIT.usage,
    details: { names, packages },
  })
}

/** Nothing that can be run was built. */
export function noBinary({
  what,
  examples = [],
  programs = [],
  meant,
}: {
  readonly what: string
  readonly examples?: readonly string[]
  readonly programs?: readonly string[]
  /** An option and its value. */
  readonly meant?: readonly [string, string]
}): ProblemError {
  const [option, name] =
    meant ?? (programs[0] === undefined ? ['--example', examples[0]] : ['--bin', programs[0]])
  return new ProblemError({
    code: 'cargo/no-binary',
    title: what,
    why:
      meant !== undefined
        ? `the nearest that exists is ${meant[1]}`
        : programs.length > 0
          ? `the programs that are there: ${programs.join(', ')}`
          : examples.length > 0
            ? `it has examples, though: ${examples.join(', ')}`
            : 'a library alone has nothing to start',
    fix:
      name === undefined
        ? { text: 'run its tests on the board', command: ['ferry', 'test'] }
        : { text: 'name it', command: ['ferry', 'run', option, name] },
    exit: EXIT.usage,
    details: { examples, programs },
  })
}

/** The registry does not have the crate, or not that version of it. */
export function crateNotFound(
  crate: string,
  version: string | undefined,
  words: string,
): ProblemError {
  const named = version === undefined ? crate : `${crate}@${version}`
  return new ProblemError({
    code: 'cargo/crate-not-found',
    title: `the registry has no ${named}`,
    why: words,
    fix: { text: 'look for its name', command: ['cargo', 'search', crate] },
    exit: EXIT.cargo,
    details: { crate, version },
  })
}
