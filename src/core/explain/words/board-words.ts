import { word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

/** How a board is named and reached. */
export const BOARD_WORDS: readonly WordPattern[] = [
  {
    pattern: /^(?:ssh )?([a-z_][\w.-]*)@([\w.:-]+|\[[\da-f:]+\])(?::(\S*))?$/i,
    means: ([, user = '', host = '']) => ({
      word: `${user}@${host}`,
      title: `A destination of ssh: the login ${user} on ${host}. ferry takes it as --on.`,
      means: [
        user === 'pi'
          ? 'Images of Raspberry Pi OS since April 2022 have no user pi until you make one: use the login that you chose in Imager or at the first start.'
          : 'The login must exist on the board, and ssh must get in without a question for ferry to run unattended: a key, or an agent.',
        'An alias of ~/.ssh/config serves as well, with its port, key and jump host.',
      ],
      fix: { text: 'look whether it answers', command: ['ferry', 'probe', `${user}@${host}`] },
      sources: ['ssh(1), ssh_config(5)', 'release notes of Raspberry Pi OS, 2022-04-04'],
    }),
  },
  word(/^virtual(?: boards?)?$|^virtual:[a-z0-9-]*$/i, {
    word: 'virtual board',
    title:
      'A board that ferry emulates on this machine: its CPU, its distribution, reached by ssh.',
    means: ['It serves where the real one is not at hand; --on virtual:pi-zero is one.'],
    fix: { text: 'see which there are', command: ['ferry', 'virtual', 'list'] },
    sources: ['ferry virtual list'],
  }),
]
