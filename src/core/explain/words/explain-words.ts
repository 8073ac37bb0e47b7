import { BOARD_WORDS } from './board-words.ts'
import { BUILD_VARIABLES } from './build-variables.ts'
import { CARGO_VARIABLES } from './cargo-variables.ts'
import { COMMAND_WORDS } from './command-words.ts'
import { LINKING_WORDS } from './linking-words.ts'
import { PROFILE_WORDS } from './profile-words.ts'
import { TARGET_WORDS } from './target-words.ts'
import type { WordMeaning, WordPattern } from './word-meaning.ts'

const PATTERNS: readonly WordPattern[] = [
  ...CARGO_VARIABLES,
  ...BUILD_VARIABLES,
  ...TARGET_WORDS,
  ...LINKING_WORDS,
  ...PROFILE_WORDS,
  ...COMMAND_WORDS,
  ...BOARD_WORDS,
]

/** Longer than any command line that people ask about; keeps matching short. */
const MOST_CHARACTERS = 400

/**
 * What a word, variable, setting or command means: one meaning, or one for each part of a command line
 * (`CC=x cargo build --release && scp …`), each once. Empty where a part that must be known is not:
 * then it is something else, the text of an error for one. Never throws.
 */
export function explainWords(text: string): readonly WordMeaning[] {
  const line = clean(text)
  if (line === '' || line.length > MOST_CHARACTERS || line.includes('\n')) return []
  const whole = find(line)
  if (whole && !/^\w+=\S* +\S|&&|;/.test(line)) return once([whole, ...options(line)])
  const found: WordMeaning[] = []
  for (const part of line.split(/ *(?:&&|;) */)) {
    const { assignments, rest } = peel(clean(part))
    const settings = assignments.map(find)
    const command = rest === '' ? undefined : find(rest)
    if (settings.includes(undefined) || (rest !== '' && !command)) return []
    found.push(...settings.filter((meaning) => meaning !== undefined))
    if (command) found.push(command, ...options(rest))
  }
  return once(found)
}

/** Without a prompt, `sudo`, `export`, a comment at its end, and blanks beyond one. */
function clean(text: string): string {
  return text
    .trim()
    .replaceAll(/[ \t]+/g, ' ')
    .replace(/^[$>] /, '')
    .replace(/ #[^"']*$/, '')
    .replace(/^(?:sudo |export )+/, '')
    .replace(/;$/, '')
}

/** `NAME=value NAME=value command`: what is set for that command alone. */
function peel(line: string): { readonly assignments: readonly string[]; readonly rest: string } {
  const assignments: string[] = []
  let rest = line
  for (;;) {
    const [all, assignment] =
      /^([A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"']*))(?: +|$)/.exec(rest) ?? []
    if (all === undefined || assignment === undefined) return { assignments, rest }
    assignments.push(assignment)
    rest = rest.slice(all.length)
  }
}

/** Options of a cargo command line that have a meaning of their own. */
function options(line: string): readonly WordMeaning[] {
  if (!line.startsWith('cargo ')) return []
  return line
    .split(' ')
    .filter((option) => /^-(?:-release|r|Zbuild-std\S*)$/.test(option))
    .map(find)
    .filter((meaning) => meaning !== undefined)
}

function find(text: string): WordMeaning | undefined {
  for (const { pattern, means } of PATTERNS) {
    const match = pattern.exec(text)
    if (match) return means(match.map((group) => group ?? ''))
  }
  return undefined
}

function once(meanings: readonly WordMeaning[]): readonly WordMeaning[] {
  return [...new Map(meanings.map((meaning) => [meaning.word, meaning])).values()]
}
