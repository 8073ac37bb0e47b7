import { unknownWord } from '../../core/problem/usage-problems.ts'
import { nearestWord } from '../../core/text/nearest.ts'
import { renderCompletion } from '../../render/completion.ts'
import type { Command } from '../command.ts'
import { toCompletionOption } from '../completion-option.ts'
import { GLOBAL_OPTIONS } from '../global-options.ts'

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export const completionCommand: Command = {
  name: 'completion',
  summary: 'Print a completion script for a shell',
  usage: 'bash|zsh|fish|powershell',
  options: [],
  examples: [
    {
      line: 'ferry completion bash > ~/.local/share/bash-completion/completions/ferry',
      does: 'for bash',
    },
    { line: 'ferry completion fish > ~/.config/fish/completions/ferry.fish', does: 'for fish' },
  ],
  words: [1, 1],
  subcommands: SHELLS,
  run: async (context, args) => {
    const word = args.words[0] ?? ''
    const shell = SHELLS.find((name) => name === word)
    if (!shell)
      throw unknownWord('subcommand', word, nearestWord(word, SHELLS), [
        'ferry',
        'completion',
        '--help',
      ])
    const script = renderCompletion(
      shell,
      await context.commands(),
      GLOBAL_OPTIONS.map(toCompletionOption),
    )
    context.answer(
      { schema: 'ferry.completion/1', shell, script } as { schema: string },
      () => script,
    )
    return 0
  },
}
