import type { Fault, Injection, Outcome, Stage } from './fault.ts'
import { STATUS } from './make-versions.ts'
import type { ProcessEnded } from './run-process.ts'

export interface FaultyEnding {
  readonly fault: Fault
  readonly stage: Stage
  readonly ended: ProcessEnded
  readonly state: Outcome['state']
  /** What the program prints, whole. */
  readonly says: string
  /** So near to the end of the log-in that nobody can tell on which side. */
  readonly nearLogIn: boolean
  /** Each session logs in: any stage may end in a log-in that fails. */
  readonly unshared: boolean
}

/** What an ending may be: `ok` for the command's own success, the code of a problem, or `signal` and `interrupted`. */
type Way = 'ok' | 'signal' | 'interrupted' | 'program-signal' | `${string}/${string}`

/** What is wrong with how a command ended: its exit code, its message, or what it claims. Empty: nothing. */
export function judgeEnding(ending: FaultyEnding): readonly string[] {
  const { fault, stage, ended, state, says } = ending
  if (ended.hung) return []
  const wrong: string[] = []
  const way = wayOf(ending)
  const allowed = [
    ...allowedWays(fault, stage),
    ...(ending.unshared && stage !== 'log-in' ? [...NOT_IN, ...DAMAGED] : []),
    ...(ending.nearLogIn ? [...allowedWays(fault, 'log-in'), ...allowedWays(fault, 'asking')] : []),
  ]
  if (!allowed.includes(way)) {
    const told = ended.err.trim().split('\n').slice(-6).join(' / ').slice(0, 500)
    wrong.push(`ended as ${way} at ${stage}, not as ${allowed.join(' or ')}: ${told}`)
  }
  if (way === 'ok' && state === 'old')
    wrong.push('it said that it was done, and the old program lies there')
  if (fault.command === 'run' && ended.code === STATUS && ended.out !== says)
    wrong.push(`it ended as the program does, with ${JSON.stringify(ended.out)} alone`)
  if (way.includes('/') && !/^ {2}fix: /m.test(ended.err)) wrong.push('no fix is told')
  if (way.includes('/') && ended.code !== 4) wrong.push(`exit code ${ended.code} for ${way}`)
  return wrong
}

function wayOf({ fault, ended }: FaultyEnding): Way {
  if (ended.signal !== null) return 'signal'
  const problem = /^error\[([a-z0-9-]+\/[a-z0-9-]+)\]: /m.exec(ended.err)?.[1]
  if (problem !== undefined) return problem as Way
  if (ended.code === (fault.command === 'run' ? STATUS : 0)) return 'ok'
  if (ended.code === 130) return 'interrupted'
  if (fault.command === 'run' && ended.code !== null && ended.code > 128) return 'program-signal'
  return `exit/${ended.code}`
}

const DAMAGED = ['ssh/damaged-line'] as const
const LOST = ['ssh/line-lost'] as const
/** Before the log-in is over nobody can tell why the far side went. */
const NOT_IN = ['ssh/closed', 'ssh/timeout', 'ssh/refused'] as const

function allowedWays({ injection, command }: Fault, stage: Stage): readonly Way[] {
  switch (injection.what) {
    case 'line':
    case 'line-begun':
      return ofLine(injection.kind, stage)
    case 'signal':
      if (injection.signal === 'SIGKILL') return ['signal', 'ok']
      // A shell takes an end by that signal for 130, too: Node has it where a process is about to exit.
      return command === 'run'
        ? ['interrupted', 'program-signal', 'signal', 'ok']
        : ['interrupted', 'signal', 'ok']
    case 'board':
      return stage === 'log-in'
        ? [...NOT_IN, ...LOST]
        : [...LOST, ...(stage === 'asking' ? NOT_IN : []), 'ok']
    case 'processes':
      return processesKilled(injection, stage, command)
    case 'tool':
      return injection.expect as readonly Way[]
    case 'full':
    case 'inodes':
      return ['board/no-space']
    case 'two':
      return ['ok']
  }
}

function ofLine(
  kind: 'cut' | 'reset' | 'stall' | 'corrupt' | 'slow',
  stage: Stage,
): readonly Way[] {
  // What was not heard to begin is sent again over a new connection, and a session that is over loses nothing with its line. Whether a
  // command that says so really did its work is looked at for every fault.
  const late: readonly Way[] = ['ok']
  if (kind === 'slow') return ['ok']
  if (kind === 'corrupt') {
    return stage === 'log-in'
      ? [
          'ssh/damaged-line',
          'ssh/closed',
          'ssh/host-key-changed',
          'ssh/host-key-unknown',
          'ssh/line-lost',
          'ssh/permission-denied',
          'ssh/no-common-algorithm',
          'ssh/timeout',
        ]
      : ['ssh/damaged-line', 'ssh/line-lost', ...late]
  }
  // A session that comes after it finds nobody to log in to.
  if (kind === 'stall')
    return stage === 'log-in' ? ['ssh/timeout'] : ['ssh/timeout', ...LOST, ...late]
  return stage === 'log-in' ? ['ssh/closed'] : [...LOST, ...late]
}

/** Those that were killed may have been any of the command's. */
function processesKilled(_: Injection, stage: Stage, command: Fault['command']): readonly Way[] {
  const run: readonly Way[] = command === 'run' ? ['program-signal'] : []
  if (stage === 'log-in') return ['ok', 'ssh/killed', ...run]
  return ['ssh/killed', 'board/ship-failed', 'board/bad-answer', 'ok', ...run]
}
