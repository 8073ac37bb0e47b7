import { setTimeout as wait } from 'node:timers/promises'

import type { Fault, Trigger } from './fault.ts'
import type { Lane, ProgramFile } from './make-lane.ts'
import type { Marks } from './measure-lane.ts'
import type { ProcessEnded } from './run-process.ts'

/** Longest that a command may take, whatever is broken: ssh notices a dead line within seconds here, and ferry ends what it held. */
const PATIENCE_MS = 90_000

export interface FaultyWork {
  readonly next: ProgramFile
  readonly second: ProgramFile | undefined
  /** Whole path on the board. */
  readonly place: string
}

export interface FaultyRun {
  readonly ended: ProcessEnded
  /** Bytes that had gone up when it happened; undefined: it never did. */
  readonly up: number | undefined
}

/** Runs one command and does to it what the fault says, when it says. */
export async function runFaulty(
  lane: Lane,
  marks: Marks,
  fault: Fault,
  { next, second, place }: FaultyWork,
): Promise<FaultyRun> {
  const { injection, command, warm } = fault
  const { line, board } = lane
  lane.hangUp()
  if (warm === true) {
    await lane.ferry(['probe', 'board'])
    line.reset()
  }
  const bytesOf = (share: number, direction: 'up' | 'down'): number => {
    const before = warm === true ? marks.logInTotal[direction] : 0
    return Math.max(0, Math.floor(share * (marks.total[direction] - before)))
  }
  let pid = 0
  let up: number | undefined
  const pending: Promise<unknown>[] = []
  const strike = (): void => {
    if (up !== undefined) return
    up = line.passed('up')
    if (injection.what === 'signal') killWhereItRuns(pid, injection.signal)
    else if (injection.what === 'board') pending.push(board.kill())
    else if (injection.what === 'processes') pending.push(killProcesses(lane))
    else if (injection.what === 'line-begun') line.breakNow(injection.kind, injection)
  }
  const trigger: Trigger | undefined =
    injection.what === 'line-begun'
      ? { kind: 'begun' }
      : 'trigger' in injection
        ? injection.trigger
        : undefined
  if (injection.what === 'line') {
    const { what: _, share, ...rest } = injection
    line.arm({ ...rest, at: bytesOf(share, injection.direction) })
  } else if (trigger?.kind === 'bytes') {
    line.when(trigger.direction, bytesOf(trigger.share, trigger.direction), strike)
  } else if (trigger === undefined) up = 0

  const wordsFor = (file: string): string[] =>
    command === 'run'
      ? ['__runner', '--on', 'board', '--', file]
      : ['ship', file, place, '--on', 'board']
  let lines = 0
  const words = wordsFor(next.file)
  const jsonl = trigger?.kind === 'event' ? ['--format', 'jsonl'] : []
  const [ended] = await Promise.all([
    lane.ferry([...words, ...jsonl], {
      timeoutMs: PATIENCE_MS,
      impatient: 'kind' in injection && injection.kind === 'stall',
      onStart: (child) => {
        pid = child
        if (trigger?.kind === 'time') setTimeout(strike, trigger.ms)
      },
      onStdout: (chunk) => {
        lines += chunk.toString().split('\n').length - 1
        if (trigger?.kind === 'begun' || (trigger?.kind === 'event' && lines >= trigger.index)) {
          strike()
        }
      },
    }),
    injection.what === 'two' && second !== undefined
      ? runSecond(lane, wordsFor(second.file), injection)
      : undefined,
  ])
  await Promise.all(pending)
  return { ended, up: line.happenedAt()?.up ?? up }
}

async function killProcesses({ board }: Lane): Promise<void> {
  const pids = [...(await board.processes()).keys()]
  if (pids.length > 0) await board.say(`kill -9 ${pids.join(' ')}`)
}

async function runSecond(
  lane: Lane,
  words: readonly string[],
  { afterMs, killAfterMs, own }: { afterMs: number; killAfterMs?: number; own?: boolean },
): Promise<void> {
  await wait(afterMs)
  await lane.ferry(words, {
    second: own === true,
    onStart: (pid) => {
      if (killAfterMs !== undefined) setTimeout(() => kill(pid), killAfterMs)
    },
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was done before.
  }
}

/** ferry may have ended by itself before the fault came: then that was late. */
function killWhereItRuns(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
