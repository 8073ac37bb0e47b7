import { EXIT, ProblemError } from './problem.ts'

/** A word on the command line that ferry does not know. `nearest` is the word that was probably meant, `instead` the command line with it. */
export function unknownWord(
  what: 'command' | 'option' | 'value' | 'subcommand' | 'code',
  word: string,
  nearest: string | undefined,
  help: readonly string[],
  instead?: readonly string[],
): ProblemError {
  const meant = nearest === undefined ? undefined : instead
  return new ProblemError({
    code: `usage/unknown-${what}`,
    title: `no such ${what}: ${word}`,
    ...(nearest === undefined ? {} : { why: `the nearest that exists is ${nearest}` }),
    fix: meant
      ? { text: 'this was probably meant', command: meant }
      : { text: 'see what there is', command: help },
    exit: EXIT.usage,
  })
}

/** The command line does not fit: too few or too many words, a value missing, options that exclude each other. */
export function wrongUsage(title: string, why: string, help: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'usage/wrong',
    title,
    why,
    fix: { text: 'see how it is used', command: help },
    exit: EXIT.usage,
  })
}

/** A command needs a board and none was named. */
export function noBoard(command: string, configured: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'usage/no-board',
    title:
      configured.length === 0
        ? 'no board was named'
        : 'several boards are configured and none was named',
    why:
      configured.length === 0
        ? 'there is no --on, and no ferry.toml here or above names one'
        : `ferry.toml names ${configured.join(', ')}`,
    fix: {
      text: 'name the board, by its SSH destination or as a virtual board',
      command: ['ferry', command, '--on', configured[0] ?? 'pi@raspberrypi.local'],
    },
    exit: EXIT.usage,
  })
}

/** `ferry explain X`: X is no target, no code, and no error that ferry knows. */
export function nothingToExplain(text: string): ProblemError {
  const first = text.split('\n')[0] ?? ''
  return new ProblemError({
    code: 'usage/nothing-to-explain',
    title: `ferry has no explanation for this: ${first.length > 60 ? `${first.slice(0, 59)}…` : first}`,
    why: 'it is no target, no word, no code, and no error text that ferry knows',
    fix: {
      text: 'give the whole text of the error, or ask the board itself',
      command: ['ferry', 'doctor'],
    },
    exit: EXIT.usage,
  })
}
