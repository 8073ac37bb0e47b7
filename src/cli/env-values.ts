import { wrongUsage } from '../core/problem/usage-problems.ts'

/** `--env NAME=VALUE` words → an object; `NAME` alone takes the host's value. */
export function envValues(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=')
      const name = equals < 0 ? word : word.slice(0, equals)
      const value = equals < 0 ? env[name] : word.slice(equals + 1)
      if (name === '' || value === undefined) {
        throw wrongUsage(
          `--env ${word} has no value`,
          `${name || 'the name'} is not set here either`,
          ['ferry', 'run', '--env', 'NAME=VALUE'],
        )
      }
      return [name, value]
    }),
  )
}
