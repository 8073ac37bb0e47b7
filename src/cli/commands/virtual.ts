import type { VirtualOptions } from '../../core/board/virtual-options.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { unknownWord, wrongUsage } from '../../core/problem/usage-problems.ts'
import { nearestWord } from '../../core/text/nearest.ts'
import { parseSize } from '../../core/text/parse-size.ts'
import type { VirtualBoard, VirtualPreset } from '../../ports/virtual-boards.ts'
import { renderVirtualList } from '../../render/virtual-text.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'

const WORDS = ['list', 'start', 'stop', 'remove'] as const

export const virtualCommand: Command = {
  name: 'virtual',
  summary: 'Start, stop and list emulated boards',
  usage: 'list | start NAME… | stop NAME… | remove NAME…',
  about:
    "A virtual board is that board's CPU emulated, a root file system of Debian packages, and a real SSH\nserver on a loopback address of its own. Whatever works on a board works on it. --on virtual:NAME\nstarts one by itself. With --full the whole computer is emulated: kernel, pages, memory and reboot are\nthen a board's own, and starts and programs are slower.",
  options: [
    {
      long: 'release',
      value: 'SUITE',
      help: "Debian release of the root file system: bullseye, bookworm, trixie (default: the board's)",
    },
    {
      long: 'as',
      value: 'BOARD',
      help: 'start: what the board is, where NAME is a name of your own: several of a kind',
    },
    {
      long: 'full',
      help: 'start: emulate the whole computer with a kernel of its own (no privilege needed); it stays so',
    },
    {
      long: 'memory',
      value: 'SIZE',
      help: "with --full: its RAM, e.g. 512M (default: the board's)",
    },
    {
      long: 'pages',
      value: 'SIZE',
      choices: ['4k', '16k'],
      help: "with --full: its kernel's pages",
    },
    { long: 'all', help: 'stop, remove: every virtual board' },
  ],
  examples: [
    { line: 'ferry virtual start pi-zero', does: 'an emulated Raspberry Pi Zero' },
    { line: 'ferry run --on virtual:pi-zero', does: 'run the crate of this folder on it' },
    {
      line: 'ferry virtual start pi-5 --full --pages 16k',
      does: 'a Raspberry Pi 5 with the pages of its own system',
    },
    { line: 'ferry virtual start a b c --as pi-4', does: 'three of a kind' },
    { line: 'ferry virtual stop --all', does: 'no process is left behind' },
  ],
  words: [1, Number.MAX_SAFE_INTEGER],
  subcommands: WORDS,
  run: async (context, args) => {
    const [word = '', ...names] = args.words
    const known = WORDS.find((name) => name === word)
    if (!known)
      throw unknownWord('subcommand', word, nearestWord(word, WORDS), [
        'ferry',
        'virtual',
        '--help',
      ])
    if (known === 'list') return list(context)
    const chosen =
      args.switches.has('all') && known !== 'start'
        ? (await context.world.virtual.list()).map(({ name }) => name)
        : names
    if (chosen.length === 0 && !args.switches.has('all')) {
      throw wrongUsage(
        `ferry virtual ${known} needs a name`,
        'ferry virtual list shows which there are',
        ['ferry', 'virtual', 'list'],
      )
    }
    if (known === 'start') return start(context, args, chosen)
    return end(context, known, chosen)
  },
}

async function list(context: Context): Promise<number> {
  const { virtual } = context.world
  const boards = await virtual.list()
  const presets = virtual.presets()
  const cpuOf = (name: string): string => cpuText(presets.find((preset) => preset.name === name))
  const others = presets.filter(({ name }) => !boards.some((board) => board.name === name))
  context.answer({ schema: 'ferry.virtual/1', boards, presets: presets.map(toPresetJson) }, () =>
    renderVirtualList(
      boards.map((board) => ({
        name: board.name,
        title: board.title,
        release: board.release,
        cpu: cpuOf(board.preset),
        full: board.options.full !== undefined,
        ...(board.running === undefined
          ? {}
          : { at: `${board.running.address}:${board.running.port}` }),
      })),
      others.map((preset) => ({
        name: preset.name,
        title: preset.title,
        release: preset.release,
        cpu: cpuText(preset),
        full: false,
      })),
    ),
  )
  return EXIT.done
}

function toPresetJson(preset: VirtualPreset): object {
  const { name, title, release, architecture, machines } = preset
  return { name, title, release, architecture, cpu: machines[0]?.cpu, limits: preset.limits ?? [] }
}

/** QEMU's name of the CPU that runs its userland. */
function cpuText(preset: VirtualPreset | undefined): string {
  return preset?.machines[0]?.cpu ?? ''
}

async function start(context: Context, args: Args, names: readonly string[]): Promise<number> {
  const release = valueOf(args, 'release')
  const preset = valueOf(args, 'as')
  const options = fullOptions(args)
  const boards: VirtualBoard[] = []
  for (const name of names) {
    boards.push(
      await context.world.virtual.start(
        {
          name,
          ...(preset === undefined ? {} : { preset }),
          ...(release === undefined ? {} : { release }),
          ...(options === undefined ? {} : { options }),
        },
        context.tell,
      ),
    )
  }
  context.answer({ schema: 'ferry.virtual/1', boards }, () =>
    boards
      .map(
        ({ name, user, running, sshConfigFile }) =>
          `virtual:${name} answers as ${user}@${running?.address ?? ''}:${running?.port ?? ''}   (ssh -F ${sshConfigFile} ${name})\n`,
      )
      .join(''),
  )
  return EXIT.done
}

/** What --full, --memory and --pages ask for; the last two mean the first. */
function fullOptions(args: Args): VirtualOptions | undefined {
  const [memory, pages] = [valueOf(args, 'memory'), valueOf(args, 'pages')]
  if (!args.switches.has('full') && memory === undefined && pages === undefined) return undefined
  const memoryBytes = memory === undefined ? undefined : parseSize(memory)
  if (memory !== undefined && memoryBytes === undefined) {
    const help = ['ferry', 'virtual', '--help']
    throw wrongUsage(`--memory cannot be ${memory}`, 'it is a size like 512M or 2G', help)
  }
  return {
    full: {
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(pages === undefined ? {} : { pageBytes: pages === '16k' ? 16_384 : 4096 }),
    },
  }
}

async function end(
  context: Context,
  how: 'stop' | 'remove',
  names: readonly string[],
): Promise<number> {
  const results: { readonly name: string; readonly changed: boolean }[] = []
  for (const name of names) results.push({ name, changed: await context.world.virtual[how](name) })
  const done = how === 'stop' ? 'stopped' : 'removed'
  const not = how === 'stop' ? 'was not running' : 'does not exist'
  context.answer(
    {
      schema: 'ferry.virtual/1',
      [done]: results.filter(({ changed }) => changed).map(({ name }) => name),
    },
    () => results.map(({ name, changed }) => `virtual:${name} ${changed ? done : not}\n`).join(''),
  )
  return EXIT.done
}
