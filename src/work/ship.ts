import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import type { Tell } from '../core/event.ts'
import { chooseCoding } from '../core/plan/ship-coding.ts'
import { planShip, planShipGo, SHIP_STATUS } from '../core/plan/ship-scripts.ts'
import type { ShipCoding } from '../core/plan/ship-scripts.ts'
import { planVersionPlaces, whyNotPlaces } from '../core/plan/version-place.ts'
import type { VersionPlace } from '../core/plan/version-place.ts'
import * as problems from '../core/problem/board-problems.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { isShipPlaced, isShipReady, readShipCheck } from '../core/read/ship-check.ts'
import type { ShipPlace } from '../core/read/ship-check.ts'
import { formatSize } from '../core/text/format-size.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { encodeUpload, HOST_HAS_ZSTD } from './encode-upload.ts'
import { makeDecision } from './ship-decision.ts'
import { preparePayload } from './payload.ts'
import type { Payload } from './payload.ts'

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
  /** Bytes that travelled; 0 where the board had it. */
  readonly sent: number
  readonly coding?: ShipCoding
  /** True where the board had it already. */
  readonly unchanged: boolean
  readonly ms: number
}

/** The board is not what is remembered of it: what was chosen by that is to be chosen anew. */
export class BoardChanged extends Error {}

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
    name: request.name ?? baseName(request.file),
    mode: request.mode ?? 0o755,
    fingerprint: request.fingerprint,
    signal: request.signal,
  }
  const sent =
    request.to === undefined ? await shipVersion(job) : await shipTo(job, request.to, undefined)
  return {
    file: request.file,
    board: remote.name,
    size: payload.sums.size,
    ...(payload.stripped === undefined ? {} : { stripped: payload.stripped }),
    ms: world.clock.ticks() - started,
    ...sent,
  }
}

interface Job {
  readonly world: World
  readonly remote: Remote
  readonly facts: BoardFacts
  readonly payload: Payload
  readonly tell: Tell
  readonly name: string
  readonly mode: number
  readonly fingerprint: string | undefined
  readonly signal: AbortSignal | undefined
}

type Sent = Pick<ShipReport, 'path' | 'sent' | 'coding' | 'unchanged'>

/** The first place that takes it; the others' reasons are told where none does. */
async function shipVersion(job: Job): Promise<Sent> {
  const { facts, payload, remote } = job
  const tried: string[] = [...whyNotPlaces(facts)]
  let first: ProblemError | undefined
  for (const version of planVersionPlaces(facts, job.name, payload.sums.sha256)) {
    try {
      return await shipTo(job, version.path, version)
    } catch (error) {
      if (!(error instanceof ProblemError) || !error.problem.code.startsWith('board/')) throw error
      first ??= error
      tried.push(`${version.place.path}: ${error.problem.why ?? error.problem.title}`)
    }
  }
  if (first?.problem.code === 'board/no-space') throw first
  throw problems.noPlace(remote.name, tried)
}

/**
 * One session: the board tells what lies there, and gets the file where it is wanted. Whether it is, and how the bytes
 * travel, is decided when the board has spoken.
 */
async function shipTo(job: Job, to: string, version: VersionPlace | undefined): Promise<Sent> {
  const { remote, payload, name, mode, tell } = job
  const script = planShip({
    to,
    name,
    sums: payload.sums,
    mode,
    ...(job.fingerprint === undefined ? {} : { fingerprint: job.fingerprint }),
    ...(version?.own === undefined ? {} : { own: version.own }),
    ...(version === undefined ? {} : { prune: version.versions }),
  })
  tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
  let said = ''
  let upload: Upload | undefined
  const decision = makeDecision(() => {
    const place = lookAt(job, readShipCheck(said))
    if (isThere(job, place)) return undefined
    refuse(job, place)
    upload = startUpload(job, place.path)
    return upload.stdin
  })
  const ended = await remote.exec(script, {
    stdin: decision.stdin,
    onStdout: (chunk) => {
      if (decision.made()) return
      said += decodeText(chunk)
      if (isShipReady(said)) decision.make()
    },
    ...(job.signal ? { signal: job.signal } : {}),
  })
  decision.rethrow()
  const output = lines(ended.stderr)
  if (!decision.made()) throw problems.badAnswer(remote.name, NO_PLACE, output)
  const path = readShipCheck(said).path ?? ''
  if (!upload) return { path, sent: 0, unchanged: true }
  const status = ended.ending.kind === 'exit' ? ended.ending.code : -1
  if (status !== 0) throw uploadProblem(job, path, status, output)
  if (!isShipPlaced(decodeText(ended.stdout))) {
    throw uploadProblem(job, path, SHIP_STATUS.mismatch, output)
  }
  return upload.done()
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
  const need = payload.sums.size + SPARE_BYTES
  if (place.freeBytes !== undefined && place.freeBytes < need) {
    throw problems.noSpace(remote.name, at, need, place.freeBytes)
  }
}

interface Upload {
  readonly stdin: AsyncIterable<Uint8Array>
  /** To be called when the board has it. */
  done(): Sent
}

function startUpload(job: Job, path: string): Upload {
  const { world, remote, facts, payload, name, tell } = job
  const { size } = payload.sums
  const started = world.clock.ticks()
  const { coding, decoder } = chooseCoding(facts.tools ?? [], {
    near: remote.near ?? false,
    hostHasZstd: HOST_HAS_ZSTD,
    size,
  })
  const id = `ship:${path}`
  tell({ kind: 'step', id, text: `Sending ${name} (${formatSize(size)}) to ${remote.name}` })
  let [done, sent] = [0, 0]
  const coded = encodeUpload(world.files.stream(payload.path), coding, {
    onRaw: (bytes) => {
      done += bytes
      tell({ kind: 'progress', id, done, total: size, unit: 'bytes' })
    },
    onWire: (bytes) => {
      sent += bytes
    },
  })
  return {
    stdin: withWord(planShipGo(decoder), coded),
    done: () => {
      const ms = world.clock.ticks() - started
      const rate = ms > 0 ? `, ${formatSize(Math.round((sent / ms) * 1000))}/s` : ''
      const packed = coding === 'raw' ? '' : ` as ${formatSize(sent)} of ${coding}`
      tell({ kind: 'step-done', id, text: `${path}${packed}${rate}`, ms })
      return { path, sent, coding, unchanged: false }
    },
  }
}

async function* withWord(word: string, data: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(word)
  yield* data
}

function uploadProblem(
  job: Job,
  path: string,
  status: number,
  output: readonly string[],
): ProblemError {
  const { remote, payload, facts } = job
  const text = output.join('\n')
  if (/no space left|disk quota exceeded|file too large/i.test(text)) {
    return problems.noSpace(remote.name, path, payload.sums.size, 0)
  }
  if (/read-only file system/i.test(text)) return problems.readOnly(remote.name, path)
  if (/permission denied|operation not permitted/i.test(text)) {
    return problems.notWritable(remote.name, path, facts.user?.name)
  }
  return problems.shipFailed(remote.name, path, WHY[status] ?? `the board said ${status}`, output)
}

const WHY: Readonly<Record<number, string>> = {
  [SHIP_STATUS.folder]: 'its folder could not be made',
  [SHIP_STATUS.write]: 'it could not be written whole',
  [SHIP_STATUS.directory]: 'a folder has that name',
  [SHIP_STATUS.mismatch]: 'what arrived is not what was sent (disk full, or a bad line)',
  [SHIP_STATUS.rename]: 'it could not be put in its place',
  [SHIP_STATUS.owner]: 'its folder was made by another user of the board',
}

function lines(bytes: Uint8Array): readonly string[] {
  return decodeText(bytes.subarray(-4096))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-10)
}

function baseName(path: string): string {
  return path.replaceAll('\\', '/').replace(/.*\//, '')
}
