import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import type { Tell } from '../core/event.ts'
import type { ShipCoding } from '../core/plan/ship-coding.ts'
import type { ShipDelta } from '../core/plan/ship-delta.ts'
import { planShip, SHIP_NO, SHIP_STATUS } from '../core/plan/ship-scripts.ts'
import { planVersionPlaces, whyNotPlaces } from '../core/plan/version-place.ts'
import type { VersionPlace } from '../core/plan/version-place.ts'
import * as problems from '../core/problem/board-problems.ts'
import type { ProblemError } from '../core/problem/problem.ts'
import { isShipPlaced, isShipReady, readShipCheck } from '../core/read/ship-check.ts'
import type { ShipPlace } from '../core/read/ship-check.ts'
import type { Ended } from '../ports/processes.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { keepContent } from './kept-contents.ts'
import { preparePayload } from './payload.ts'
import { prepareBases } from './ship-bases.ts'
import type { ShipBases } from './ship-bases.ts'
import { makeDecision } from './ship-decision.ts'
import type { ShipJob } from './ship-job.ts'
import { isOfPlace, lastLines, uploadProblem } from './ship-problems.ts'
import { startUpload } from './ship-upload.ts'
import type { Travelled, Upload } from './ship-upload.ts'

export interface ShipRequest {
  /** Path on the host. */
  readonly file: string
  /**
   * Path on the board: a file, or a folder (that exists or ends in `/`); `~/` and relative ones start in the home folder. Left out: ferry's
   * own folder in the first good place, one folder a version.
   */
  readonly to?: string
  /** Name on the board where `to` is a folder or left out; default: the file's own. */
  readonly name?: string
  /** Leave debug sections of a program on the host. Default: the very bytes of the file. */
  readonly strip?: boolean
  /** Permission bits, default 0o755. */
  readonly mode?: number
  /** Nothing is sent where the board has another fingerprint now: BoardChanged is thrown. */
  readonly fingerprint?: string
  /** What is free in the first of ferry's own places, as the board told a moment ago. */
  readonly freeBytes?: number
  readonly signal?: AbortSignal
}

export interface ShipReport {
  readonly file: string
  readonly board: string
  /** Whole path on the board. */
  readonly path: string
  /** Bytes of the file as it lies on the board. */
  readonly size: number
  /** Bytes of debug sections that stayed on the host. */
  readonly stripped?: number
  /** Path on the host of the program with its debug sections, kept by build id. */
  readonly symbols?: string
  /** Bytes that travelled; 0 where the board had it. */
  readonly sent: number
  readonly coding?: ShipCoding
  /** Only differences to what was there were sent: how they are put together. */
  readonly delta?: ShipDelta
  /** Bytes that were there from an upload that broke. */
  readonly resumed?: number
  /** True where the board had it already. */
  readonly unchanged: boolean
  readonly ms: number
}

/** The board is not what is remembered of it: what was chosen by that is to be chosen anew. */
export class BoardChanged extends Error {}

/** A board that has not said what lies there by then never will: hashing 3 GB takes an old one as long. */
const MOST_LOOK_MS = 300_000

/** With so much to spare, room is not asked for again. */
const AMPLE_BYTES = 64 * 1024 * 1024

/** Room beside the file for its folder and the file system's own needs. */
const SPARE_BYTES = 64 * 1024

/**
 * Puts a file on the board, whole or not at all, in one session: looked for first (nothing is sent that is there), space, noexec and
 * read-only found before sending, written beside, checked, renamed. Throws `board/…`, `ssh/…`, `host/no-such-file`.
 */
export async function ship(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  request: ShipRequest,
  tell: Tell,
): Promise<ShipReport> {
  const started = world.clock.ticks()
  const { tools = [] } = facts
  const cksum = !tools.includes('sha256sum') && !tools.includes('md5sum')
  const payload = await preparePayload(world, request.file, {
    cksum,
    strip: request.strip === true,
  })
  const job: Job = {
    world,
    remote,
    facts,
    payload,
    tell,
    // A place is told by the board on one line.
    name: (request.name ?? baseName(request.file)).replaceAll(/[\r\n]/g, '_'),
    mode: request.mode ?? 0o755,
    fingerprint: request.fingerprint,
    roomy: (request.freeBytes ?? 0) > 2 * payload.sums.size + AMPLE_BYTES,
    signal: request.signal,
  }
  const sent =
    request.to === undefined ? await shipVersion(job) : await shipTo(job, request.to, undefined)
  return {
    file: request.file,
    board: remote.name,
    size: payload.sums.size,
    ...(payload.stripped === undefined ? {} : { stripped: payload.stripped }),
    ...(payload.symbols === undefined ? {} : { symbols: payload.symbols }),
    ms: world.clock.ticks() - started,
    ...sent,
  }
}

interface Job extends ShipJob {
  readonly mode: number
  readonly fingerprint: string | undefined
  readonly roomy: boolean
  readonly signal: AbortSignal | undefined
}

type Sent = Pick<ShipReport, 'path' | 'unchanged'> & Partial<Travelled> & Pick<Travelled, 'sent'>

/** The first place that takes it; the others' reasons are told where none does. */
async function shipVersion(job: Job): Promise<Sent> {
  const { facts, payload, remote } = job
  const tried: string[] = [...whyNotPlaces(facts)]
  let first: ProblemError | undefined
  for (const [i, version] of planVersionPlaces(facts, job.name, payload.sums.sha256).entries()) {
    try {
      return await shipTo({ ...job, roomy: job.roomy && i === 0 }, version.path, version)
    } catch (error) {
      if (job.signal?.aborted === true || !isOfPlace(error)) throw error
      first ??= error
      tried.push(`${version.place.path}: ${error.problem.why ?? error.problem.title}`)
    }
  }
  if (first?.problem.code === 'board/no-space') throw first
  throw problems.noPlace(remote.name, tried)
}

/**
 * One session: the board tells what lies there, and gets the file where it is wanted. Whether it is, and how the bytes
 * travel, is decided when the board has spoken. Where a delta did not make what it should (the old file was not what it
 * was taken for), the whole file follows in a session of its own.
 */
async function shipTo(job: Job, to: string, version: VersionPlace | undefined): Promise<Sent> {
  const bases = await prepareBases(job, { versions: version !== undefined })
  const first = await shipOnce(job, to, version, bases)
  if ('path' in first) return first
  const second = await shipOnce(job, to, version, { bases: [] })
  if ('path' in second) return second
  throw second.failure
}

async function shipOnce(
  job: Job,
  to: string,
  version: VersionPlace | undefined,
  { delta, bases, find }: ShipBases,
): Promise<Sent | { readonly failure: ProblemError }> {
  const { remote, payload, name, mode, tell, facts } = job
  const script = planShip({
    to,
    name,
    sums: payload.sums,
    mode,
    ...(job.fingerprint === undefined ? {} : { fingerprint: job.fingerprint }),
    ...(version !== undefined && job.roomy ? { roomy: true } : {}),
    ...(version?.own === undefined ? {} : { own: version.own }),
    ...(version === undefined ? {} : { prune: version.versions }),
    ...(delta === undefined ? {} : { delta, bases: bases.map(({ path }) => path) }),
  })
  tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
  let said = ''
  let upload: Upload | undefined
  const decision = makeDecision(async () => {
    const place = lookAt(job, readShipCheck(said))
    if (isThere(job, place)) return undefined
    refuse(job, place)
    upload = await startUpload(job, place, find)
    return upload.stdin
  }, new TextEncoder().encode(SHIP_NO))
  const [heard, silent] = [new AbortController(), new AbortController()]
  void job.world.clock.sleep(MOST_LOOK_MS, heard.signal).then(() => {
    if (!heard.signal.aborted) silent.abort()
  })
  let ended: Ended
  try {
    ended = await remote.exec(script, {
      stdin: decision.stdin,
      // Where nothing was sent but a no, that is all.
      isCounted: () => upload?.isCounted ?? true,
      onStdout: (chunk) => {
        if (decision.made()) return
        said += decodeText(chunk)
        if (!isShipReady(said)) return
        heard.abort()
        decision.make()
      },
      signal: job.signal ? AbortSignal.any([job.signal, silent.signal]) : silent.signal,
    })
  } finally {
    // Whatever came of it (a dry run throws at once): nothing waits on.
    heard.abort()
  }
  await decision.outcome()
  if (!decision.made()) throw problems.badAnswer(remote.name, NO_PLACE, lastLines(ended.stderr))
  const path = readShipCheck(said).path ?? ''
  if (!upload) {
    await keep(job)
    return { path, sent: 0, unchanged: true }
  }
  const exit = ended.ending.kind === 'exit' ? ended.ending.code : -1
  const isPlaced = isShipPlaced(decodeText(ended.stdout))
  if (exit === 0 && isPlaced) {
    const travelled = await upload.done()
    await keep(job)
    return { path, unchanged: false, ...travelled }
  }
  const status = exit === 0 ? SHIP_STATUS.mismatch : exit
  const { stderr } = ended
  const { size } = payload.sums
  const failure = uploadProblem({ board: remote.name, facts, path, size, status, stderr })
  const isBent = status === SHIP_STATUS.write || status === SHIP_STATUS.mismatch
  if (upload.isDelta && isBent && failure.problem.code === 'board/ship-failed') return { failure }
  throw failure
}

/** For the deltas of later versions. */
async function keep({ world, remote, payload }: Job): Promise<void> {
  if (remote.near !== true) await keepContent(world, payload)
}

const NO_PLACE = 'it did not say what lies there'

function lookAt({ remote, mode }: Job, place: ShipPlace): ShipPlace & { readonly path: string } {
  const { path } = place
  if (place.changed) throw new BoardChanged()
  if (path === undefined) throw problems.badAnswer(remote.name, NO_PLACE, [])
  // A program that is there but cannot be started is of no use: noexec stands before "nothing to do".
  if ((mode & 0o111) !== 0 && place.noexec) {
    throw problems.noExec(remote.name, place.folder ?? path)
  }
  return { ...place, path }
}

function isThere({ mode }: Job, place: ShipPlace): boolean {
  return place.have && (place.executable || (mode & 0o111) === 0)
}

/** Whatever can be known to fail is told before a byte is sent. */
function refuse({ remote, payload, facts }: Job, place: ShipPlace): void {
  const at = place.folder ?? place.path ?? ''
  if (place.directory) {
    throw problems.shipFailed(remote.name, place.path ?? '', 'a folder has that name', [])
  }
  if (place.blocked !== undefined) {
    throw problems.shipFailed(remote.name, place.path ?? '', `${place.blocked} is no folder`, [])
  }
  if (place.readOnly) throw problems.readOnly(remote.name, at)
  if (!place.writable) throw problems.notWritable(remote.name, at, facts.user?.name)
  const need = payload.sums.size - (place.part?.size ?? 0) + SPARE_BYTES
  if (place.freeBytes !== undefined && place.freeBytes < need) {
    throw problems.noSpace(remote.name, at, need, place.freeBytes)
  }
}

function baseName(path: string): string {
  return path.replaceAll('\\', '/').replace(/.*\//, '')
}
