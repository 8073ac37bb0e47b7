import { unknownWord, wrongUsage } from '../core/problem/usage-problems.ts'
import { nearestWord } from '../core/text/nearest.ts'
import type { Args, Command, OptionSpec } from './command.ts'
import { GLOBAL_OPTIONS } from './global-options.ts'

/**
 * Reads the words after the command's name.
 * Throws ProblemError usage/… with the nearest right word.
 */
export function parseArgs(command: Command, argv: readonly string[]): Args {
  const specs = [...command.options, ...GLOBAL_OPTIONS]
  const state: State = { words: [], values: {}, switches: new Set(), cargo: [] }
  const help = ['ferry', command.name, '--help']
  let index = 0
  const rest: string[] = []
  while (index < argv.length) {
    const word = argv[index++] ?? ''
    if (word === '--') {
      rest.push(...argv.slice(index))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      state.words.push(word)
      if (!command.tail) continue
      rest.push(...argv.slice(index))
      break
    }
    const [name, attached] = splitOption(word, specs)
    const spec = findSpec(specs, name)
    if (!spec) {
      if (isShortCluster(word, specs)) {
        for (const letter of word.slice(1)) take(state, findSpec(specs, letter), undefined)
        continue
      }
      const near = nearestOption(word, specs)
      const meant = argv.with(index - 1, `${near ?? ''}${/=.*$/s.exec(word)?.[0] ?? ''}`)
      throw unknownWord('option', word, near, help, ['ferry', command.name, ...meant])
    }
    if (spec.value === undefined) {
      if (attached !== undefined) {
        throw wrongUsage(`--${spec.long} takes no value`, `it was given ${attached}`, help)
      }
      take(state, spec, undefined)
      continue
    }
    const value = attached ?? argv[index++]
    if (value === undefined) {
      throw wrongUsage(`--${spec.long} needs a value`, `${spec.value} is missing after it`, help)
    }
    checkChoice(spec, value, help)
    take(state, spec, value)
  }
  if (!command.rest && !command.tail) {
    state.words.push(...rest)
    rest.length = 0
  }
  if (!state.switches.has('help')) checkWords(command, state.words, help)
  return {
    words: state.words,
    rest,
    values: state.values,
    switches: state.switches,
    cargo: state.cargo,
  }
}

/** Options of every command that stand before its name: they go behind it. Gives the words in that order. */
export function moveLeadingOptions(argv: readonly string[]): readonly string[] {
  const options: string[] = []
  let index = 0
  for (;;) {
    const word = argv[index]
    if (word === undefined || !/^-./.test(word)) break
    const [name, attached] = splitOption(word, GLOBAL_OPTIONS)
    const spec = findSpec(GLOBAL_OPTIONS, name)
    if (!spec && !isShortCluster(word, GLOBAL_OPTIONS)) break
    index++
    options.push(word)
    if (spec?.value === undefined || attached !== undefined) continue
    options.push(...argv.slice(index, index + 1))
    index++
  }
  const [command, ...rest] = argv.slice(index)
  if (command === undefined) return options.filter((word) => word === '--help' || word === '-h')
  return command.startsWith('-') ? [command, ...rest] : [command, ...options, ...rest]
}

interface State {
  readonly words: string[]
  readonly values: Record<string, string[]>
  readonly switches: Set<string>
  readonly cargo: string[]
}

function take(state: State, spec: OptionSpec | undefined, value: string | undefined): void {
  if (!spec) return
  if (value === undefined) {
    state.switches.add(spec.long)
    ;(state.values[spec.long] ??= []).push('')
  } else {
    ;(state.values[spec.long] ??= []).push(value)
  }
  if (spec.group === 'cargo' || spec.forward) {
    const name = spec.long.length > 1 ? `--${spec.long}` : `-${spec.long}`
    state.cargo.push(...(value === undefined ? [name] : [name, value]))
  }
}

/** `--name=value` → [name, value]; `-pvalue` and `-p=value` → [p, value] where p takes one. */
function splitOption(word: string, specs: readonly OptionSpec[]): [string, string | undefined] {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=')
    return equals < 0 ? [word.slice(2), undefined] : [word.slice(2, equals), word.slice(equals + 1)]
  }
  if (word.length === 2) return [word.slice(1), undefined]
  const letter = word.slice(1, 2)
  if (findSpec(specs, letter)?.value === undefined) return [word, undefined]
  return [letter, word.slice(2).replace(/^=/, '')]
}

function findSpec(specs: readonly OptionSpec[], name: string): OptionSpec | undefined {
  return specs.find((spec) => spec.long === name || (name.length === 1 && spec.short === name))
}

/** `-vv`, `-qv`: letters of switches alone. */
function isShortCluster(word: string, specs: readonly OptionSpec[]): boolean {
  return (
    /^-[A-Za-z]{2,}$/.test(word) &&
    word
      .slice(1)
      .split('')
      .every((letter) => {
        const spec = findSpec(specs, letter)
        return spec !== undefined && spec.value === undefined
      })
  )
}

function nearestOption(word: string, specs: readonly OptionSpec[]): string | undefined {
  if (!word.startsWith('--')) return undefined
  const [name] = splitOption(word, specs)
  const near = nearestWord(
    name,
    specs.map((spec) => spec.long).filter((long) => long.length > 1),
  )
  return near === undefined ? undefined : `--${near}`
}

function checkChoice(spec: OptionSpec, value: string, help: readonly string[]): void {
  if (!spec.choices || spec.choices.includes(value)) return
  const near = nearestWord(value, spec.choices)
  if (near !== undefined) throw unknownWord('value', `--${spec.long} ${value}`, near, help)
  throw wrongUsage(
    `no such value: --${spec.long} ${value}`,
    `it is one of ${spec.choices.join(', ')}`,
    help,
  )
}

function checkWords(command: Command, words: readonly string[], help: readonly string[]): void {
  const [least, most] = command.words
  if (words.length < least) {
    throw wrongUsage(
      `ferry ${command.name} needs more words`,
      `usage: ferry ${command.name} ${command.usage}`,
      help,
    )
  }
  if (words.length > most) {
    throw wrongUsage(
      `ferry ${command.name} does not take ${words[most] ?? ''}`,
      `usage: ferry ${command.name} ${command.usage}`,
      help,
    )
  }
}
