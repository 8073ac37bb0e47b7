import type { Command } from './command.ts'

/** Every command: one line of help, and how it is loaded. The order is that of help. */
export const COMMAND_TABLE: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>
> = {
  run: {
    summary: 'Build, verify, ship and run a program on the board',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  build: {
    summary: 'Build for the board',
    load: async () => (await import('./commands/build.ts')).buildCommand,
  },
  test: {
    summary: "Run the project's tests on the board",
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  bench: {
    summary: "Run the project's benches on the board",
    load: async () => (await import('./commands/bench.ts')).benchCommand,
  },
  cargo: {
    summary: "Any of cargo's subcommands for the board: clippy, check, nextest, tree, …",
    load: async () => (await import('./commands/cargo.ts')).cargoCommand,
  },
  install: {
    summary: 'Build a crate from crates.io and put its programs on the board',
    load: async () => (await import('./commands/install.ts')).installCommand,
  },
  watch: {
    summary: 'Rebuild, ship and restart the program each time a source changes',
    load: async () => (await import('./commands/watch.ts')).watchCommand,
  },
  verify: {
    summary: 'Will these files run on that board?',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  ship: {
    summary: 'Put a file on the board, whole or not at all',
    load: async () => (await import('./commands/ship.ts')).shipCommand,
  },
  probe: {
    summary: 'What a board is',
    load: async () => (await import('./commands/probe.ts')).probeCommand,
  },
  boards: {
    summary: 'The configured boards, and which answer',
    load: async () => (await import('./commands/boards.ts')).boardsCommand,
  },
  target: {
    summary: 'The right target for a board',
    load: async () => (await import('./commands/target.ts')).targetCommand,
  },
  explain: {
    summary: 'Explain a target name, a code, or the text of an error',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  doctor: {
    summary: 'What is missing on this machine, and for the board, each with its fix',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  init: {
    summary: 'Set up .cargo/config.toml, so that plain cargo builds and runs for the board',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  env: {
    summary: 'Print the environment that ferry gives to cargo, for other tools',
    load: async () => (await import('./commands/env.ts')).envCommand,
  },
  virtual: {
    summary: 'Start, stop and list emulated boards',
    load: async () => (await import('./commands/virtual.ts')).virtualCommand,
  },
  completion: {
    summary: 'Print a completion script for a shell',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
}

/** Commands that work but are not in help: cargo's runner, and what the emulated boards call. */
export const HIDDEN_COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  __runner: async () => (await import('./commands/runner.ts')).runnerCommand,
}
