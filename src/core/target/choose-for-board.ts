import type { BoardFacts } from '../board/board-facts.ts'
import type { KnownBoard } from '../board/known-board.ts'
import { knownBoardFacts } from '../board/known-board-facts.ts'
import { libcOfSystem } from '../board/os-libc.ts'
import type { SystemWords } from '../board/parse-system.ts'
import { readArmSilicon } from '../cpu/arm-silicon.ts'
import { chooseTarget } from './choose-target.ts'
import type { TargetChoice, TargetWishes } from './target-choice.ts'

/** What to ask the user, with what each answer leads to. */
export interface TargetQuestion {
  readonly text: string
  readonly answers: readonly {
    readonly answer: string
    readonly os: string
    readonly target: string
  }[]
}

/** A choice for a board that is known by its tables. */
export interface KnownBoardChoice {
  readonly facts: BoardFacts
  readonly choice: TargetChoice
  readonly question?: TargetQuestion
}

/**
 * The target for a board known by name. `system` are the words of `--os`; `osLibc` is the text of
 * core/knowledge/os-libc.ts. Where 32 or 64 bit is open, the choice is not certain and a question is given.
 */
export function chooseForBoard(
  board: KnownBoard,
  system: SystemWords | undefined,
  osLibc: string,
  wishes: TargetWishes = {},
): KnownBoardChoice {
  const bare = knownBoardFacts(board)
  const microcontroller = /^microcontroller:(.+)$/.exec(board.silicon.quirks)?.[1]
  if (microcontroller !== undefined) return { facts: bare, choice: noLinux(board, microcontroller) }
  if (board.silicon.quirks === 'nommu')
    return {
      facts: bare,
      choice: refuse(bare, ['It runs Linux without an MMU; rustc’s Linux targets need one.']),
    }
  if (system) return withSystem(board, bare, system, osLibc, wishes)
  const choice = chooseTarget(bare, wishes)
  if (choice.certain) return { facts: bare, choice }
  const architectures = [...new Set(board.systems)]
  const [only] = architectures
  if (only !== undefined && architectures.length === 1) return bySystems(bare, only, choice, wishes)
  const question = ask(board, bare, choice, osLibc, wishes)
  return { facts: bare, choice, ...(question && { question }) }
}

function noLinux(board: KnownBoard, target: string): TargetChoice {
  return {
    target: undefined,
    ...(board.silicon.clusters[0] && {
      cpu: board.silicon.clusters[0].compatible.split(',').at(-1) ?? '',
    }),
    alternatives: [
      { target, when: 'the program is bare metal (no_std): no operating system runs on that chip' },
    ],
    why: [
      `${board.name} is a microcontroller (${board.silicon.isa}): no Linux runs on it, and nothing can be shipped there over ssh.`,
    ],
    certain: false,
    warnings: [],
  }
}

function refuse(facts: BoardFacts, why: readonly string[]): TargetChoice {
  return {
    target: undefined,
    ...(facts.cpu?.core !== undefined && { cpu: facts.cpu.core }),
    alternatives: [],
    why,
    certain: false,
    warnings: [],
  }
}

/** One architecture is what the systems for it are made as. */
function bySystems(
  bare: BoardFacts,
  architecture: string,
  open: TargetChoice,
  wishes: TargetWishes,
): KnownBoardChoice {
  // Armbian is Debian or Ubuntu, whose armhf needs ARMv7.
  const os = architecture === 'armhf' ? { os: { id: 'debian' } } : {}
  const choice = chooseTarget({ ...bare, ...os, packageArchitecture: architecture }, wishes)
  const rest = open.alternatives.filter(({ target }) => target !== choice.target)
  const known = choice.alternatives.map(({ target }) => target)
  return {
    facts: bare,
    choice: {
      ...choice,
      why: [
        `The systems that are made for it (Armbian, its maker’s) are ${architecture}.`,
        ...choice.why.filter((why) => !why.includes('its packages are')),
      ],
      alternatives: [
        ...choice.alternatives,
        ...rest.filter(({ target }) => !known.includes(target)),
      ],
    },
  }
}

function withSystem(
  board: KnownBoard,
  bare: BoardFacts,
  system: SystemWords,
  osLibc: string,
  wishes: TargetWishes,
): KnownBoardChoice {
  const silicon = readArmSilicon(bare)
  const arm = silicon.level !== undefined
  const is64 = arm
    ? (silicon.level ?? 0) >= 8 && silicon.core?.bits !== 32
    : /^(rv64|x86-64|loongarch64)/.test(board.silicon.isa)
  if (system.bits === 64 && !is64)
    return {
      facts: bare,
      choice: refuse(bare, [
        `Its core (${silicon.core?.label ?? board.silicon.isa}) is 32-bit: no 64-bit system runs on it.`,
      ]),
    }
  if (system.bits === 32 && silicon.aarch32 === false)
    return {
      facts: bare,
      choice: refuse(bare, [`Its core (${silicon.core?.label ?? ''}) runs 64-bit programs alone.`]),
    }
  const only32 = arm && !is64
  const missing = noSuchSystem(system, silicon.level)
  if (missing !== undefined) return { facts: bare, choice: refuse(bare, [missing]) }
  const rpi = system.os?.id === 'raspberry-pi-os'
  const os = rpi && only32 && system.os ? { ...system.os, id: 'raspbian' } : system.os
  const architecture =
    system.architecture ??
    architectureOf(
      system.bits ?? (only32 ? 32 : system.usually64 ? 64 : undefined),
      board,
      silicon.level,
      os?.id,
    )
  const version = os && libcOfSystem(os, osLibc)
  const facts: BoardFacts = {
    ...bare,
    ...(os && { os }),
    ...(architecture !== undefined && { packageArchitecture: architecture }),
    ...(version
      ? { libc: version }
      : system.libc === 'musl'
        ? { libc: { kind: 'musl' } as const }
        : {}),
  }
  const choice = chooseTarget(facts, wishes)
  if (choice.certain || architecture !== undefined) return { facts, choice }
  const question = ask(board, bare, choice, osLibc, wishes, system)
  return { facts, choice, ...(question && { question }) }
}

/** Distributions without packages for that core. */
function noSuchSystem(system: SystemWords, level: number | undefined): string | undefined {
  const id = system.os?.id
  if (level === undefined || level >= 7) return undefined
  if (id === 'ubuntu')
    return 'Ubuntu has no packages for this core: its armhf is ARMv7, and it has no armel.'
  if (id === 'fedora') return 'Fedora has no packages for this core: its 32-bit ARM was ARMv7.'
  return undefined
}

/** Debian's name for the bits of a system on that silicon; OpenWrt's ARM float ABI hangs on the SoC and is left to the silicon. */
function architectureOf(
  bits: 32 | 64 | undefined,
  board: KnownBoard,
  level: number | undefined,
  id: string | undefined,
): string | undefined {
  if (bits === undefined) return undefined
  const { isa } = board.silicon
  if (level !== undefined) {
    if (bits === 64) return 'arm64'
    if (id === 'openwrt' && level < 8) return undefined
    // Debian's own armhf is ARMv7; that of Raspberry Pi OS and DietPi is ARMv6.
    return level < 6 || (level < 7 && (id === 'debian' || id === 'kali')) ? 'armel' : 'armhf'
  }
  if (isa.startsWith('rv64')) return bits === 64 ? 'riscv64' : undefined
  if (isa.startsWith('x86-64')) return bits === 64 ? 'amd64' : 'i386'
  if (isa.startsWith('loongarch64')) return bits === 64 ? 'loong64' : undefined
  return undefined
}

function ask(
  board: KnownBoard,
  bare: BoardFacts,
  choice: TargetChoice,
  osLibc: string,
  wishes: TargetWishes,
  asked?: SystemWords,
): TargetQuestion | undefined {
  const silicon = readArmSilicon(bare)
  if ((silicon.level ?? 0) < 8 || silicon.aarch32 === false || choice.target === undefined)
    return undefined
  const pi = board.systems.includes('rpi-armhf')
  const id = asked?.os?.id ?? (pi ? 'raspberry-pi-os' : undefined)
  const answers = ([64, 32] as const).flatMap((bits) => {
    const isPi = id === 'raspberry-pi-os'
    const os = asked?.os && !isPi ? asked.os : { id: bits === 64 ? 'debian' : 'raspbian' }
    const system: SystemWords = { ...asked, bits, unknown: [], ...(id !== undefined && { os }) }
    const { target } = withSystem(board, bare, system, osLibc, wishes).choice
    const words = [id?.replaceAll('-', ' '), asked?.os?.version, bits].filter(
      (w) => w !== undefined,
    )
    return target === undefined ? [] : [{ answer: `${bits}-bit`, os: words.join(' '), target }]
  })
  return {
    text: 'Are the programs on it 32-bit or 64-bit? (getconf LONG_BIT on the board tells; uname -m does not.)',
    answers,
  }
}
