import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { release as kernelRelease } from 'node:os'
import { join } from 'node:path'

import { addressOf, portOf } from '../../core/board/virtual-name.ts'
import type { Tell } from '../../core/event.ts'
import { planVirtualBoard } from '../../core/plan/virtual-board.ts'
import type { VirtualPlan } from '../../core/plan/virtual-board.ts'
import type { Step } from '../../core/plan/virtual-steps.ts'
import type { ProblemError } from '../../core/problem/problem.ts'
import { startFailed } from '../../core/problem/virtual-problems.ts'
import { bootId, startTicks } from './board-state.ts'
import type { KeptRun } from './board-state.ts'
import { encodeSteps } from './encode-steps.ts'
import { errnoName, explainStart, isRefusal, readInitAnswer } from './explain-start.ts'
import type { HostRules, StartFailure } from './explain-start.ts'
import { layOutBoard } from './lay-out-board.ts'
import type { StartParts } from './lay-out-board.ts'
import type { VirtualTools } from './virtual-tools.ts'
import { writeConnection } from './write-connection.ts'

/** Starts a board that does not run; the lock of the board is held by the caller. Throws `virtual/not-allowed`, `virtual/start-failed`. */
export async function startBoard(
  tools: VirtualTools,
  parts: StartParts,
  tell: Tell,
): Promise<KeptRun> {
  const folder = join(tools.folders.boards, parts.kept.name)
  await layOutBoard(tools, parts, folder)
  const ways = tools.ways ?? (tools.host.uid === 0 ? ['private', 'host'] : ['private'])
  let inMemory = false
  for (let at = 0; ;) {
    const way = ways[at] ?? 'private'
    const outcome = await tryAddresses(tools, parts, { folder, way, inMemory })
    if ('run' in outcome) {
      await writeConnection(tools, parts.kept, folder, outcome.run)
      return outcome.run
    }
    if (outcome.kind === 'overlay' && !inMemory) {
      inMemory = true
      tell({ kind: 'warning', text: IN_MEMORY })
    } else if (at + 1 < ways.length && isRefusal(outcome.failure, outcome.kind)) at++
    else throw await explain(tools, parts.kept.name, outcome)
  }
}

const IN_MEMORY =
  "The file system of ferry's cache cannot hold a board's layer (overlayfs): the board's files live in memory and are gone when it stops."

async function explain(tools: VirtualTools, name: string, failed: Failed): Promise<ProblemError> {
  const log = (await tools.files.readText(join(tools.folders.boards, name, 'log'))) ?? ''
  const lines = log.split('\n').filter(Boolean).slice(-10)
  return explainStart(name, failed.failure, failed.kind, await readRules(tools), lines)
}

interface Failed {
  readonly failure: StartFailure
  /** File system of a failed mount. */
  readonly kind: string | undefined
}

interface Try {
  readonly folder: string
  readonly way: 'private' | 'host'
  readonly inMemory: boolean
}

const MOST_ADDRESSES = 20

/** Starts on the board's own address, or, where another program has it, on the next. */
async function tryAddresses(
  tools: VirtualTools,
  parts: StartParts,
  { folder, way, inMemory }: Try,
): Promise<{ readonly run: KeptRun } | Failed> {
  const hash = createHash('sha256').update(`${tools.host.uid}\0${folder}`).digest('hex')
  for (let attempt = 0; ; attempt++) {
    const place = { address: addressOf(hash, attempt), port: portOf(attempt) }
    const firstProcessor = Number.parseInt(hash.slice(8, 12), 16)
    const plan = await makePlan(tools, parts, { way, inMemory, ...place, firstProcessor })
    const outcome = await runInit(tools, parts, folder, planVirtualBoard(plan))
    if ('pid' in outcome) {
      const startedAt = new Date(tools.clock.now()).toISOString()
      const ticks = startTicks(outcome.pid) ?? ''
      return { run: { ...outcome, startTicks: ticks, boot: bootId(), ...place, way, startedAt } }
    }
    const { step, errno } = outcome.failure
    const taken = step === 'listen' && errnoName(errno) === 'EADDRINUSE'
    if (!taken || attempt + 1 === MOST_ADDRESSES) return outcome
  }
}

async function runInit(
  tools: VirtualTools,
  parts: StartParts,
  folder: string,
  steps: readonly Step[],
): Promise<{ readonly pid: number } | Failed> {
  await writeFile(join(folder, 'steps'), encodeSteps(steps), { mode: 0o600 })
  const file = parts.helpers.boardInit
  const args = [join('boards', parts.kept.name, 'steps')]
  const ended = await tools.processes.run(
    { file, args, cwd: tools.folders.base },
    { timeoutMs: 20_000 },
  )
  const answer = readInitAnswer(Buffer.from(ended.stdout).toString())
  if (answer === undefined) {
    throw startFailed(parts.kept.name, 'board-init', JSON.stringify(ended.ending), [])
  }
  if ('pid' in answer) return answer
  const kind = answer.step === 'mount' ? String(steps[answer.index]?.[1] ?? '') : undefined
  return { failure: answer, kind }
}

async function makePlan(
  tools: VirtualTools,
  { preset, kept, publicKey }: StartParts,
  place: Pick<VirtualPlan, 'way' | 'inMemory' | 'address' | 'port' | 'firstProcessor'>,
): Promise<VirtualPlan> {
  const resolvConf = await tools.files.readText('/etc/resolv.conf')
  return {
    preset,
    name: kept.name,
    options: kept.options,
    folder: join('boards', kept.name),
    root: join('roots', kept.root),
    ids: (await hasAllIds(tools))
      ? { kind: 'all' }
      : { kind: 'one', uid: tools.host.uid, gid: process.getgid?.() ?? tools.host.uid },
    hostArch: tools.host.arch,
    publicKey,
    serial: kept.serial,
    ...place,
    ...(resolvConf === undefined ? {} : { resolvConf }),
  }
}

/** Root with all 65,536 ids of its own namespace (root of a small container may have fewer). */
async function hasAllIds(tools: VirtualTools): Promise<boolean> {
  if (tools.host.uid !== 0) return false
  const map = (await tools.files.readText('/proc/self/uid_map')) ?? ''
  const [first, , count] = map.trim().split(/\s+/).map(Number)
  return first === 0 && (count ?? 0) >= 65_536
}

/** Settings of the host that bear on a refusal. */
async function readRules(tools: VirtualTools): Promise<HostRules> {
  const setting = async (path: string): Promise<string | undefined> =>
    (await tools.files.readText(`/proc/sys/${path}`))?.trim()
  return {
    uid: tools.host.uid,
    kernel: kernelRelease(),
    apparmor: await setting('kernel/apparmor_restrict_unprivileged_userns'),
    clone: await setting('kernel/unprivileged_userns_clone'),
    most: await setting('user/max_user_namespaces'),
  }
}
