import type { OptionSpec } from './command.ts'

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'format',
    value: 'FORMAT',
    choices: ['text', 'json', 'jsonl'],
    group: 'global',
    help: 'How the answer is printed: text, json (one document) or jsonl (one event a line)',
  },
  {
    long: 'color',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    group: 'global',
    help: 'Colours: auto, always or never (NO_COLOR is honoured)',
  },
  { long: 'quiet', short: 'q', group: 'global', help: 'Print the answer and problems alone' },
  {
    long: 'verbose',
    short: 'v',
    many: true,
    group: 'global',
    help: 'Also print the commands that are run; -vv prints each step and whole scripts',
  },
  {
    long: 'events',
    value: 'FILE',
    group: 'global',
    help: 'Also write the story to FILE, one JSON event a line',
  },
  {
    long: 'dry-run',
    group: 'global',
    help: 'Print the commands that would be run, and run none that changes anything',
  },
  { long: 'help', short: 'h', group: 'global', help: 'Print this help' },
]

/** Options that choose boards. */
export const BOARD_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'on',
    value: 'BOARD',
    many: true,
    help: 'The board: a name of ferry.toml, an SSH destination, virtual:NAME or facts:FILE.json; may be repeated',
  },
  { long: 'all', help: 'Every board of ferry.toml' },
]

/** For commands that work on several boards side by side. */
export const BOARDS_OPTIONS: readonly OptionSpec[] = [
  ...BOARD_OPTIONS,
  {
    long: 'at-once',
    value: 'N',
    help: 'Several boards: work on so many at the same time (default 8)',
  },
  { long: 'retry-failed', help: 'The boards alone that failed the last time' },
]
