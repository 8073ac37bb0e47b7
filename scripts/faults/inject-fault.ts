import { setTimeout as wait } from 'node:timers/promises'

import type { Fault, Injection, Outcome, Stage } from './fault.ts'
import { judgeEnding } from './judge-ending.ts'
import type { Lane, ProgramFile } from './make-lane.ts'
import { STATUS } from './make-versions.ts'
import type { Version } from './make-versions.ts'
import { stageOf } from './measure-lane.ts'
import type { Marks } from './measure-lane.ts'
import { prepareBoard } from './prepare-board.ts'
import { runFaulty } from './run-faulty.ts'

/** Processes of the board end within this time after their command. */
const QUIET_MS = 20_000

/** Does one fault to one command, looks at the board, and lets the next command mend it. */
export async function injectFault(lane: Lane, marks: Marks, fault: Fault): Promise<Outcome> {
  const started = performance.now()
  const wrong: string[] = []
  const { board } = lane
  const prepared = prepareBoard(lane, fault.injection)
  const { place } = prepared
  await prepared.mend()
  const before = await ensureOld(lane, place)
  const next = lane.make()
  const second = fault.injection.what === 'two' ? lane.make() : undefined
  await prepared.spoil()

  const { ended, up } = await runFaulty(lane, marks, fault, { next, second, place })
  const stage =
    up === undefined ? undefined : (STAGE_OF[fault.injection.what] ?? stageAt(marks, fault, up))
  if (ended.hung) wrong.push(`the command hung: ${lastLine(ended.err)}`)
  // Where the command was over before, the board still runs.
  if (fault.injection.what === 'board' && up !== undefined) await board.start()
  else {
    const left = await whenQuiet(lane)
    if (left.length > 0) wrong.push(`processes stay on the board: ${left.join('; ')}`)
  }
  lane.hangUp()

  const there = await versionAt(lane, place)
  const allowed = [before, next, ...(second ? [second] : [])]
  const isWhole = there !== undefined && allowed.some(({ sha256 }) => sha256 === there.sha256)
  const broken = fault.command === 'ship' ? (isWhole ? [] : [place]) : await brokenPrograms(lane)
  wrong.push(...broken.map((path) => `${path} is none of the programs that were sent`))
  const isNew =
    fault.command === 'ship' ? there?.sha256 !== before.sha256 : await hasVersion(lane, next)
  const state = broken.length > 0 ? 'broken' : isNew ? 'new' : 'old'
  if (fault.command === 'ship' && there) {
    const { code, out } = await board.say(place)
    if (code !== STATUS || out !== there.says)
      wrong.push(`started on the board it ended with ${code} and said ${JSON.stringify(out)}`)
  }
  if (stage !== undefined) {
    const nearLogIn = Math.abs((up ?? 0) - (fault.warm === true ? 0 : marks.logIn)) < BORDER_BYTES
    const { unshared } = lane
    const says = next.says
    wrong.push(...judgeEnding({ fault, stage, ended, state, says, unshared, nearLogIn }))
  }
  await prepared.mend()

  const unclean = await heal(lane, fault, next, place)
  wrong.push(...unclean)
  for (const file of [next, ...(second ? [second] : [])]) file.forget()
  const problem = /^error\[(.{1,60}?)\]/m.exec(ended.err)?.[1]
  return {
    id: fault.id,
    lane: lane.name,
    kind: fault.kind,
    ...(stage === undefined ? {} : { stage }),
    state,
    cleaned: unclean.length === 0,
    hung: ended.hung,
    code: ended.code,
    ...(problem === undefined ? {} : { problem }),
    wrong,
    ms: Math.round(performance.now() - started),
  }
}

/** How exactly the ends of stages are known. */
const BORDER_BYTES = 1000

/** Where faults that no byte triggers are met. */
const STAGE_OF: Partial<Record<Injection['what'], Stage>> = {
  tool: 'placing',
  full: 'sending',
  inodes: 'sending',
  two: 'sending',
}

/** The stages are those of a command that logs in; on a connection that is there, the log-in is no part of it. */
function stageAt(marks: Marks, { warm }: Fault, up: number): Stage {
  return stageOf(marks, warm === true ? up + marks.logIn : up)
}

/** The version that lies at the place; one is put there where there is none. */
async function ensureOld(lane: Lane, place: string): Promise<Version> {
  const there = await versionAt(lane, place)
  if (there) return there
  const version = lane.make()
  const ended = await lane.ferry(['ship', version.file, place, '--on', 'board'])
  version.forget()
  if (ended.code !== 0) throw new Error(`${lane.name}: the first ship failed: ${ended.err}`)
  return version
}

async function versionAt(lane: Lane, path: string): Promise<Version | undefined> {
  const there = await lane.board.look(path)
  return there?.x === true ? lane.known(there.sha256) : undefined
}

/**
 * A version that was sent. In the folders of `run` a power cut within moments may leave an empty file, which counts as none there: it is
 * never started, sent anew where it is wanted, and goes with the old versions.
 */
async function isProgram(lane: Lane, path: string): Promise<boolean> {
  if (await versionAt(lane, path)) return true
  const there = await lane.board.look(path)
  return there?.sha256 === EMPTY && /\/[0-9a-f]{12}\/app$/.test(path)
}

/** SHA-256 of nothing. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Programs in ferry's own folder that are not what they are called. */
async function brokenPrograms(lane: Lane): Promise<readonly string[]> {
  const programs = (await lane.files()).filter((path) => path.endsWith('/app'))
  return without(programs, (path) => isProgram(lane, path))
}

async function hasVersion(lane: Lane, { sha256 }: Version): Promise<boolean> {
  const paths = (await lane.files()).filter((path) => path.includes(`/${sha256.slice(0, 12)}/`))
  const looked = await Promise.all(paths.map((path) => lane.board.look(path)))
  return looked.some((one) => one?.sha256 === sha256)
}

async function without(
  paths: readonly string[],
  is: (path: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const are = await Promise.all(paths.map(is))
  return paths.filter((_, i) => are[i] !== true)
}

/** What of a command still runs on the board after its time. */
async function whenQuiet({ board }: Lane): Promise<readonly string[]> {
  const until = performance.now() + QUIET_MS
  for (;;) {
    const left = [...(await board.processes()).values()]
    if (left.length === 0 || performance.now() > until) return left
    await wait(30)
  }
}

/** The next command does its work, and nothing is left but programs. Gives what is wrong. */
async function heal(
  lane: Lane,
  fault: Fault,
  failed: ProgramFile,
  place: string,
): Promise<readonly string[]> {
  const { board } = lane
  const next = fault.other === true ? lane.make() : failed
  const words =
    fault.command === 'run'
      ? ['__runner', '--on', 'board', '--', next.file]
      : ['ship', next.file, place, '--on', 'board']
  const ended = await lane.ferry(words)
  const wrong: string[] = []
  const isDone =
    fault.command === 'run'
      ? ended.code === STATUS && ended.out === next.says
      : ended.code === 0 && (await board.look(place))?.sha256 === next.sha256
  if (!isDone) wrong.push(`the next command ended with ${ended.code}: ${lastLine(ended.err)}`)
  if (fault.other === true) next.forget()
  const foreign = (await lane.files()).filter((path) => !lane.isOwn(path))
  const left = await without(foreign, (path) => isProgram(lane, path))
  if (left.length > 0) wrong.push(`left on the board: ${left.slice(0, 5).join(', ')}`)
  const host = lane.hostLeft()
  if (host.length > 0) wrong.push(`left on the host: ${host.slice(0, 5).join(', ')}`)
  return wrong
}

function lastLine(text: string): string {
  return text.trim().split('\n').slice(-4).join(' / ').slice(0, 400)
}
