import { unknownWord } from '../../core/problem/usage-problems.ts'
import { nearestWord } from '../../core/text/nearest.ts'
import { renderCompletion } from '../../render/completion.ts'
import { COMMAND_TABLE } from '../command-table.ts'
import type { Command } from '../command.ts'
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
    const commands = await Promise.all(
      Object.entries(COMMAND_TABLE).map(async ([name, entry]) => {
        const command = await entry.load()
        return {
          name,
          summary: entry.summary,
          subcommands: command.subcommands ?? [],
          options: [...command.options, ...GLOBAL_OPTIONS].map(
            ({ long, help, value, choices }) => ({
              long,
              help,
              takesValue: value !== undefined,
              choices: choices ?? [],
            }),
          ),
        }
      }),
    )
    const script = renderCompletion(shell, commands)
    context.answer(
      { schema: 'ferry.completion/1', shell, script } as { schema: string },
      () => script,
    )
    return 0
  },
}
