import { EXIT, ProblemError } from './problem.ts'

/** `--deep` needs a helper that the user's cargo builds, and there is no cargo. */
export function noCargoForDeep(): ProblemError {
  return new ProblemError({
    code: 'deep/no-cargo',
    title: 'There is no cargo to build the helper that looks into code',
    why: '`--deep` uses disassemblers from crates.io, which are built once on this computer.',
    fix: { text: 'Install Rust 1.91.1 or later, then try again:', command: ['cargo', '--version'] },
    exit: EXIT.host,
  })
}

/** cargo did not build it. `output`: its last lines. */
export function deepNotBuilt(output: readonly string[]): ProblemError {
  const text = output.join('\n')
  const tooOld = /requires rustc|edition `?2024|feature `edition2024`/.test(text)
  const noNetwork =
    /failed to (download|fetch|get)|Could not resolve|network failure|spurious network/i.test(text)
  return new ProblemError({
    code: 'deep/helper-not-built',
    title: 'The helper that looks into code could not be built',
    why: tooOld
      ? 'The disassemblers need Rust 1.91.1 or later.'
      : noNetwork
        ? 'cargo could not fetch the disassemblers from crates.io.'
        : 'cargo failed; its last lines are below.',
    fix: tooOld
      ? { text: 'Update Rust:', command: ['rustup', 'update', 'stable'] }
      : noNetwork
        ? { text: 'Verify without it for now: everything else needs no network.' }
        : { text: 'Look at the lines below; the host needs a linker for its own programs.' },
    exit: EXIT.host,
    output: output.slice(-20),
  })
}

/** The helper ended otherwise than with an answer. */
export function deepFailed(file: string, why: string, output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'deep/failed',
    title: `The code of ${file} could not be looked into`,
    why,
    fix: { text: 'Verify it without --deep, and report this as a bug with the file if you can.' },
    exit: EXIT.host,
    output,
  })
}
