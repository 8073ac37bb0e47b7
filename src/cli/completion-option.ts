import type { CompletionOption } from '../render/completion.ts'
import type { OptionSpec } from './command.ts'

/** What completion needs of an option. */
export function toCompletionOption({ long, help, value, choices }: OptionSpec): CompletionOption {
  return { long, help, takesValue: value !== undefined, choices: choices ?? [] }
}
