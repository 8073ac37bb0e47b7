import { wrapText } from './wrap-text.ts'

/** What help needs of an option. */
export interface HelpOption {
  readonly long: string
  readonly short?: string
  readonly value?: string
  readonly many?: true
  readonly help: string
  readonly group?: 'global' | 'cargo'
}

export interface HelpCommand {
  readonly name: string
  readonly summary: string
  readonly usage: string
  readonly about?: string
  readonly options: readonly HelpOption[]
  readonly examples: readonly { readonly line: string; readonly does: string }[]
}

/** The page of one command: usage, what it does, options by group, examples. At most 100 columns. */
export function renderCommandHelp(command: HelpCommand): string {
  const own = command.options.filter((option) => option.group === undefined)
  const cargo = command.options.filter((option) => option.group === 'cargo')
  const global = command.options.filter((option) => option.group === 'global')
  return [
    `${command.summary}.`,
    '',
    `Usage: ferry ${command.name} ${command.usage}`.trimEnd(),
    ...(command.about === undefined ? [] : ['', command.about]),
    ...section('Options', own.map(optionRow)),
    ...section('Options that cargo takes', cargo.map(optionRow)),
    ...section('Everywhere', global.map(optionRow)),
    ...section(
      'Examples',
      command.examples.map(({ line, does }) => [line, does]),
    ),
    '',
  ].join('\n')
}

/** The first page: commands, one line each. */
export function renderMainHelp(
  commands: readonly (readonly [string, string])[],
  globals: readonly HelpOption[],
): string {
  return [
    'From Cargo.toml to running on the board, in one command.',
    '',
    'Usage: ferry COMMAND [OPTIONS]',
    ...section('Commands', commands),
    ...section('Everywhere', globals.map(optionRow)),
    ...section('Examples', [
      ['ferry run --on pi@raspberrypi.local', 'build for that board, verify, ship, run'],
      ['ferry run --on virtual:pi-zero', 'the same on an emulated Raspberry Pi Zero'],
      ['ferry explain armv6-unknown-linux-gnueabihf', 'what that name means, and the right one'],
    ]),
    '',
    'ferry COMMAND --help tells more of each.',
    '',
  ].join('\n')
}

function optionRow(option: HelpOption): readonly [string, string] {
  const short = option.short === undefined ? '    ' : `-${option.short}, `
  const value = option.value === undefined ? '' : ` ${option.value}`
  return [`${short}--${option.long}${value}`, option.help]
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return []
  const widest = Math.min(44, Math.max(...rows.map(([left]) => left.length)))
  return [
    '',
    `${title}:`,
    ...rows.flatMap(([left, right]) => {
      const lines = wrapText(right, 96 - widest)
      const first =
        left.length > widest
          ? [`  ${left}`, `${' '.repeat(widest + 4)}${lines[0] ?? ''}`]
          : [`  ${left.padEnd(widest)}  ${lines[0] ?? ''}`]
      return [...first, ...lines.slice(1).map((line) => `${' '.repeat(widest + 4)}${line}`)]
    }),
  ]
}
