import { escapeLine } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'

/** What is typed to try those boards again that failed: the same words, with `--retry-failed` in place of the boards. */
export function againLine(typed: readonly string[]): string {
  const end = typed.indexOf('--')
  const own = end < 0 ? typed : typed.slice(0, end)
  const kept = own.filter(
    (word, at) =>
      word !== '--all' &&
      word !== '--retry-failed' &&
      word !== '--on' &&
      !word.startsWith('--on=') &&
      own[at - 1] !== '--on',
  )
  const rest = typed.slice(own.length)
  return escapeLine(joinSh(['ferry', ...kept, '--retry-failed', ...rest]))
}
