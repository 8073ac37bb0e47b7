import { fixBy } from './error-pattern.ts'
import type { ErrorPattern } from './error-pattern.ts'

/** What cargo and rustup say before anything is compiled, or when they start the result. Texts: cargo 1.85 to 1.97, rustup 1.28. */
export const CARGO_ERRORS: readonly ErrorPattern[] = [
  {
    pattern: /could not execute process [`'"]([^`'"]+)[`'"] \(never executed\)/,
    means: ([, file = '']) => ({
      code: 'cargo/no-runner',
      title: `cargo tried to start ${file.split(' ')[0] ?? file} on this machine.`,
      why: 'No runner is set for the target, so cargo starts the board’s program here.',
      fix: fixBy('run it on the board', 'ferry', 'run', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /could not find [`'"]?Cargo\.toml[`'"]? in/,
    means: () => ({
      code: 'cargo/no-manifest',
      title: 'There is no Cargo.toml here or above.',
      why: 'cargo looks for it from the current folder upwards.',
      fix: fixBy('name it', 'ferry', 'build', '--manifest-path', 'FOLDER/Cargo.toml'),
    }),
  },
  {
    pattern: /a bin target must be available for|no bin target named/,
    means: () => ({
      code: 'cargo/no-binary',
      title: 'The package has no program of that name.',
      why: 'It is a library, or its programs have other names.',
      fix: fixBy('see what cargo can run', 'cargo', 'run', '--bin'),
    }),
  },
  {
    pattern: /could not determine which binary to run/,
    means: () => ({
      code: 'cargo/several-binaries',
      title: 'The package has several programs, and none was chosen.',
      why: 'cargo starts one alone.',
      fix: fixBy('choose one', 'ferry', 'run', '--bin', 'NAME', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /toolchain '([\w.-]+)' is not installed/,
    means: ([, name = '']) => ({
      code: 'std/toolchain-missing',
      title: `The toolchain ${name} is not installed.`,
      why: 'rust-toolchain.toml, RUSTUP_TOOLCHAIN or +NAME asks for it.',
      fix: fixBy('install it', 'rustup', 'toolchain', 'install', name),
      names: [name],
    }),
  },
  {
    pattern:
      /Could not resolve host: \S+|failed to (?:fetch|download|query replaced source).*(?:registry|crates\.io|index)|spurious network error|could not download file from|component download failed|\[\d+\] (?:Could not connect to server|Timeout was reached)/i,
    means: () => ({
      code: 'host/no-network',
      title: 'The network could not be reached from this machine.',
      why: 'cargo or rustup wanted to download something: a proxy, DNS, or no connection at all.',
      fix: fixBy('use what is already here', 'ferry', 'build', '--offline', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /\(signal: 9, SIGKILL(?:: kill)?\)/,
    means: () => ({
      code: 'run/out-of-memory',
      title: 'The process was killed, most likely because memory ran out.',
      why: 'The kernel ends the largest process when memory runs out. Builds with LTO need several gigabytes; boards have little: build on the larger machine.',
      fix: fixBy('build here, run there', 'ferry', 'run', '--on', 'BOARD'),
    }),
  },
]
