import { makeCargoCommand } from '../cargo-command.ts'
import type { Command } from '../command.ts'

export const testCommand: Command = makeCargoCommand('test', {
  summary: "Run the project's tests on the board",
  about:
    "cargo test with the board as its runner: libtest's flags pass, results are printed as cargo prints\nthem, a failing test ends in 1.",
  examples: [
    { line: 'ferry test --on pi@raspberrypi.local', does: 'all tests of the crate of this folder' },
    { line: 'ferry test --on virtual:pi-zero --lib parse -- --exact', does: 'one of them' },
  ],
})
