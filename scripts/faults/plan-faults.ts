import type { Fault, FaultCommand, Injection, Signal } from './fault.ts'
import type { LineFaultKind } from '../../test/fakes/fault-line.ts'

/** How many faults of each kind a lane gets; what it does not name it does not get. */
export interface FaultCounts {
  readonly [kind: string]: number
}

/**
 * The faults of a lane, the same in every run. Places are spread evenly over the bytes of a command; a part of them lies in
 * the log-in and the questions, which are few bytes but many steps.
 */
export function planFaults(counts: FaultCounts): readonly Fault[] {
  return Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => {
      const make = KINDS[kind]
      if (!make) throw new Error(`no kind of fault is called ${kind}`)
      const fault = make({ share: shareOf(index, count), index, count })
      return { id: `${kind}/${index}`, kind, ...fault } satisfies Fault
    }),
  )
}

/** One fault of some: `share` of the way. */
interface At {
  readonly share: number
  readonly index: number
  readonly count: number
}

type Draft = Pick<Fault, 'command' | 'injection'> & Partial<Fault>

/** A third before the file (5 % of the bytes or less), a third while it is sent, a third at its end. */
function shareOf(index: number, count: number): number {
  const third = Math.max(1, Math.floor(count / 3))
  const within = ((index % third) + 0.5) / third
  if (index < third) return within * 0.05
  if (index < 2 * third) return 0.05 + within * 0.9
  return 0.95 + within * 0.0499
}

const commandOf = (index: number): FaultCommand => (index % 3 === 2 ? 'run' : 'ship')

function line(kind: LineFaultKind, more: { gone?: boolean } = {}) {
  return ({ share, index }: At): Draft => {
    const direction = index % 3 === 1 ? 'down' : 'up'
    return {
      command: commandOf(index),
      other: index % 5 === 4,
      warm: index % 7 === 6,
      injection: { what: 'line', kind, direction, share, ...more },
    }
  }
}

function begun(kind: LineFaultKind) {
  return ({ index }: At): Draft => ({
    command: 'run',
    injection: { what: 'line-begun', kind, gone: index % 2 === 1 },
  })
}

function signal(name: Signal, byEvent = false) {
  return ({ share, index, count }: At): Draft => {
    if (byEvent)
      return {
        command: 'ship',
        other: index % 5 === 4,
        injection: {
          what: 'signal',
          signal: name,
          trigger: { kind: 'event', index: 1 + (index % 8) },
        },
      }
    const trigger =
      index % 4 === 3
        ? ({ kind: 'time', ms: 20 + Math.floor((index / count) * 1500) } as const)
        : ({ kind: 'bytes', direction: index % 2 === 0 ? 'up' : 'down', share } as const)
    return {
      command: commandOf(index),
      other: index % 5 === 4,
      warm: index % 7 === 6,
      injection: { what: 'signal', signal: name, trigger },
    }
  }
}

function onBoard(what: 'board' | 'processes') {
  return ({ share, index }: At): Draft => ({
    command: commandOf(index),
    other: index % 5 === 4,
    injection: {
      what,
      trigger: { kind: 'bytes', direction: index % 3 === 1 ? 'down' : 'up', share },
    },
  })
}

/** Tools that a command starts, and how they fail. One that reads what is not its own takes a part of the file. */
const TOOLS: readonly (readonly [tool: string, expect: readonly string[]])[] = [
  ['sha256sum', ['board/ship-failed']],
  ['head', ['board/ship-failed']],
  ['mkdir', ['ok', 'board/ship-failed']],
  ['chmod', ['board/ship-failed']],
  ['mv', ['board/ship-failed']],
  ['sync', ['ok', 'board/ship-failed']],
  ['df', ['ok', 'board/ship-failed']],
  ['rm', ['ok', 'board/ship-failed']],
  ['ls', ['ok', 'board/ship-failed']],
]
const FAILURES = [
  'exit 1',
  'echo nonsense; exit 0',
  'kill -9 $$',
  'printf "\\033]0;owned\\007\\033[31mred\\n"; printf "\\033[2J" >&2; exit 3',
  '/usr/bin/head -c 1000; exit 0',
  'exit 127',
] as const

function tool({ index }: At): Draft {
  const [name, expect] = TOOLS[index % TOOLS.length] ?? ['sha256sum', ['board/ship-failed']]
  const script = FAILURES[Math.floor(index / TOOLS.length) % FAILURES.length] ?? 'exit 1'
  return { command: 'ship', injection: { what: 'tool', tool: name, script, expect } }
}

/** sha256sum tells another sum: a bad line or disk, as far as anybody can see. */
function wrongHash({ index }: At): Draft {
  const digit = (index % 16).toString(16)
  return {
    command: 'ship',
    other: index % 3 === 2,
    injection: {
      what: 'tool',
      tool: 'sha256sum',
      script: `cat >/dev/null; echo "${digit.repeat(64)}  -"`,
      expect: ['board/ship-failed'],
    },
  }
}

/** Part of the bytes do not reach the disk, and nobody says so. */
function shortWrite({ share }: At): Draft {
  return {
    command: 'ship',
    injection: {
      what: 'tool',
      tool: 'head',
      script: `exec /usr/bin/head -c ${Math.floor(share * 290_000)}`,
      expect: ['board/ship-failed'],
    },
  }
}

function full(known: boolean) {
  return ({ index, count }: At): Draft => ({
    command: 'ship',
    injection: { what: 'full', freeKib: Math.floor((index / count) * 70) * 4, known },
  })
}

function two({ index, count }: At): Draft {
  const injection: Injection = {
    what: 'two',
    afterMs: Math.floor((index / count) * 900),
    own: index % 2 === 0,
    ...(index % 3 === 2 ? { killAfterMs: 100 + ((index * 137) % 900) } : {}),
  }
  return { command: commandOf(index), injection }
}

const KINDS: Readonly<Record<string, (at: At) => Draft>> = {
  'line cut': line('cut'),
  'line cut for good': line('cut', { gone: true }),
  'line reset': line('reset'),
  'line silent': line('stall'),
  'line silent for good': line('stall', { gone: true }),
  'line damaged': line('corrupt'),
  'line slow': line('slow'),
  'line cut while the program runs': begun('cut'),
  'line silent while the program runs': begun('stall'),
  'ferry killed': signal('SIGKILL'),
  'ferry killed at an event': signal('SIGKILL', true),
  'Ctrl-C': signal('SIGINT'),
  SIGTERM: signal('SIGTERM'),
  SIGHUP: signal('SIGHUP'),
  'board killed': onBoard('board'),
  'processes killed': onBoard('processes'),
  'tool fails': tool,
  'wrong hash': wrongHash,
  'short write': shortWrite,
  'disk full in the middle': full(false),
  'disk full': full(true),
  'no inode left': () => ({ command: 'ship', injection: { what: 'inodes' } }),
  'two at once': two,
}
