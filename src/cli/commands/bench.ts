import { makeCargoCommand } from '../cargo-command.ts'
import type { Command } from '../command.ts'

export const benchCommand: Command = makeCargoCommand('bench', {
  summary: "Run the project's benches on the board",
  about: 'cargo bench with the board as its runner.',
  examples: [
    {
      line: 'ferry bench --on pi@raspberrypi.local',
      does: 'every bench of the crate of this folder',
    },
  ],
})
