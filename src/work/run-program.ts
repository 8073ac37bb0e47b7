import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import type { Tell } from '../core/event.ts'
import {
  ABSENT,
  CHANGED,
  isVariableName,
  planProgram,
  planProgramQuestion,
} from '../core/plan/program-script.ts'
import { planIsSame } from '../core/plan/is-same-script.ts'
import type { ProgramPlan } from '../core/plan/program-script.ts'
import { noSudo, shipFailed } from '../core/problem/board-problems.ts'
import { wrongUsage } from '../core/problem/usage-problems.ts'
import type { Ending } from '../ports/processes.ts'
import type { AttachOptions, Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { preparePayload } from './payload.ts'
import { BoardChanged, ship } from './ship.ts'
import type { ShipReport } from './ship.ts'
import { noteShipped, recallShipped } from './shipped-notes.ts'

export interface RunRequest {
  /** The program on the host; it is shipped where the board has not got it. */
  readonly file: string
  /** Where to put it on the board; left out: ferry's own folder. */
  readonly to?: string
  readonly args?: readonly string[]
  /** Set for the program; RUST_LOG and RUST_BACKTRACE of the host come along where they are set. */
  readonly env?: Readonly<Record<string, string>>
  /** Working folder on the board; left out: the home folder. */
  readonly cwd?: string
  readonly sudo?: boolean
  /** As in ShipRequest. */
  readonly freeBytes?: number
  /** Nothing is sent or started where the board has another fingerprint now: BoardChanged is thrown. */
  readonly fingerprint?: string
  /** Left out: a pty where ferry's own stdin and stdout are terminals. */
  readonly pty?: boolean
  /** Passed on to Remote.attach. */
  readonly signal?: AbortSignal
  readonly kill?: AbortSignal
  readonly stdin?: AttachOptions['stdin']
  readonly onStdout?: AttachOptions['onStdout']
  readonly onStderr?: AttachOptions['onStderr']
}

export interface RunReport {
  readonly ending: Ending
  /** Exit code for ferry: the program's own, 128+N for a signal. */
  readonly code: number
  /** Missing where the board had the program and nothing was looked at beforehand. */
  readonly shipped?: ShipReport
}

/** Debug sections stay on the host, names of functions travel: backtraces there have them. */
const STRIPPED = { strip: true } as const

/** Names that a program is debugged by; they pass to the board. */
const PASSED = ['RUST_LOG', 'RUST_BACKTRACE'] as const

/**
 * Runs a program of the host on the board as if it were local. Where the board has it from before, that takes one
 * round trip: the start itself finds out. Ends as the program did. Throws `board/…`, `ssh/…`, `usage/wrong`,
 * and BoardChanged.
 */
export async function runProgram(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  request: RunRequest,
  tell: Tell,
): Promise<RunReport> {
  if (request.sudo === true && facts.sudo === 'none') throw noSudo(remote.name, facts.user?.name)
  // Root needs none, and its board may have none.
  const asRoot = facts.user?.uid === 0
  const plan = makePlan(world, asRoot ? { ...request, sudo: false } : request)
  let shipped: ShipReport | undefined
  let path = await likelyPath(world, remote, facts, request)
  if (path === undefined) {
    shipped = await shipIt(world, remote, facts, request, tell)
    path = shipped.path
  }
  // Where it was shipped, that has looked at the fingerprint.
  const known = shipped ? undefined : request.fingerprint
  const checked = known === undefined ? {} : { fingerprint: known }
  const shell = facts.user?.shell
  const startAt = (at: ProgramPlan): Promise<Ending> =>
    start(world, remote, at, request, shell, tell)
  let ending = await startAt({ ...plan, ...checked, path })
  if (isAbsent(ending) && !(await isThere(remote, path))) {
    if (shipped) throw shipFailed(remote.name, path, 'it was there and is gone again', [])
    shipped = await shipIt(world, remote, facts, request, tell)
    ending = await startAt({ ...plan, path: shipped.path })
  }
  if (await isChanged(remote, ending, known)) throw new BoardChanged()
  return { ending, code: codeOf(ending), ...(shipped ? { shipped } : {}) }
}

function makePlan(world: World, request: RunRequest): Omit<ProgramPlan, 'path'> {
  const env: Record<string, string> = {}
  for (const name of PASSED) {
    const value = world.host.env[name]
    if (value !== undefined) env[name] = value
  }
  for (const [name, value] of Object.entries(request.env ?? {})) {
    if (!isVariableName(name)) {
      throw wrongUsage(
        `${name} cannot be the name of a variable`,
        'names are letters, digits and underscores, and no digit first',
        ['ferry', 'run', '--env', 'RUST_LOG=debug'],
      )
    }
    env[name] = value
  }
  return {
    args: request.args ?? [],
    env,
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    ...(request.sudo === true ? { sudo: true } : {}),
  }
}

/** Where ferry put the program before. With a place of the user's own only a look tells. */
async function likelyPath(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  request: RunRequest,
): Promise<string | undefined> {
  if (request.to !== undefined) return undefined
  const { sums } = await preparePayload(world, request.file, STRIPPED)
  return recallShipped(world, remote.name, facts, sums.sha256)
}

async function shipIt(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  request: RunRequest,
  tell: Tell,
): Promise<ShipReport> {
  const { file, to, signal, fingerprint, freeBytes } = request
  remote.expectAttach?.(streamsOf(world, request))
  const shipped = await ship(
    world,
    remote,
    facts,
    {
      file,
      ...STRIPPED,
      ...(to === undefined ? {} : { to }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(freeBytes === undefined ? {} : { freeBytes }),
      ...(signal ? { signal } : {}),
    },
    tell,
  )
  if (to === undefined) {
    const { sums } = await preparePayload(world, file, STRIPPED)
    await noteShipped(world, remote.name, facts, sums.sha256, shipped.path)
  }
  return shipped
}

async function start(
  world: World,
  remote: Remote,
  plan: ProgramPlan,
  request: RunRequest,
  shell: string | undefined,
  tell: Tell,
): Promise<Ending> {
  const script = planProgram(plan)
  tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
  return remote.attach(script, {
    ...streamsOf(world, request),
    ...(shell === undefined ? {} : { shell }),
    ...(request.signal ? { signal: request.signal } : {}),
    ...(request.kill ? { kill: request.kill } : {}),
    ...(request.onStdout ? { onStdout: request.onStdout } : {}),
    ...(request.onStderr ? { onStderr: request.onStderr } : {}),
  })
}

/** The terminal, or three streams. */
export function streamsOf(
  { host }: World,
  { pty, stdin }: Pick<RunRequest, 'pty' | 'stdin'>,
): Pick<AttachOptions, 'pty' | 'stdin'> {
  return {
    pty: pty ?? (host.stdinIsTerminal && host.stdoutIsTerminal),
    ...(stdin ? { stdin } : {}),
  }
}

function isAbsent(ending: Ending): boolean {
  return ending.kind === 'exit' && ending.code === ABSENT
}

/** A program may end with that status itself. */
async function isChanged(
  remote: Remote,
  ending: Ending,
  fingerprint: string | undefined,
): Promise<boolean> {
  if (fingerprint === undefined || ending.kind !== 'exit' || ending.code !== CHANGED) return false
  const { stdout } = await remote.exec(`if ${planIsSame(fingerprint)}; then echo same; fi`)
  return decodeText(stdout).trim() !== 'same'
}

/** A program may end with that status itself. */
async function isThere(remote: Remote, path: string): Promise<boolean> {
  const { stdout } = await remote.exec(planProgramQuestion(path))
  return decodeText(stdout).trim() === 'there'
}

/** What ferry ends with. An attach gives exit codes alone; the rest is for other remotes. */
function codeOf(ending: Ending): number {
  return ending.kind === 'exit' ? ending.code : 130
}
