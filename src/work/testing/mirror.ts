import { createHash } from 'node:crypto'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import { decodeText } from '../../core/bytes/decode-text.ts'
import type { Tell } from '../../core/event.ts'
import { formatTarHeader, tarEnd, tarPadding } from '../../core/pack/format-tar.ts'
import {
  padFolder,
  replaceText,
  rootOf,
  toMirrorPath,
  toMirrorText,
} from '../../core/plan/mirror-roots.ts'
import type { MirrorRoot } from '../../core/plan/mirror-roots.ts'
import { planMirrorFill, planMirrorLook } from '../../core/plan/mirror-scripts.ts'
import type { MirrorPlace } from '../../core/plan/mirror-scripts.ts'
import { chooseCoding } from '../../core/plan/ship-coding.ts'
import { planFerryFolders, whyNotPlaces } from '../../core/plan/version-place.ts'
import { noPlace, shipFailed } from '../../core/problem/board-problems.ts'
import { formatMirrorList, readMirrorLook } from '../../core/read/mirror-look.ts'
import type { MirrorLook } from '../../core/read/mirror-look.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { Remote } from '../../ports/remote.ts'
import type { World } from '../../ports/world.ts'
import { encodeUpload, HOST_HAS_ZSTD } from '../encode-upload.ts'
import { preparePayload } from '../payload.ts'

/** Twins of a project's folders on a board: what tests read and start lies there under the same names. */
export interface Mirror {
  readonly roots: readonly MirrorRoot[]
  /** Where a path of the host is on the board; undefined: nowhere. */
  readonly toBoard: (path: string) => string | undefined
  /** Paths of the host in a text, as the board has them. */
  readonly translate: (text: string) => string
  /** True where programs that have a root's path in them find it on the board. */
  readonly leads: (path: string) => boolean
  /** Sends what is not there; what is gone on the host goes. */
  readonly fill: (files: MirrorFiles) => Promise<void>
}

export interface MirrorFiles {
  /** Absolute paths of the host. */
  readonly data: readonly string[]
  /** The same; debug sections stay on the host, and the root's path in them is the board's. */
  readonly programs: readonly string[]
}

interface Sending {
  readonly entry: string
  readonly bytes: Uint8Array
  readonly mode: number
  readonly mtime: number
}

/** More names than this do not go into one script. */
const MOST_STALE = 300

/** Looks at the board's twins of these folders. Throws `board/no-place`, `board/ship-failed`, `ssh/…`. */
export async function openMirror(
  world: World,
  remote: Remote,
  facts: BoardFacts,
  hosts: readonly string[],
  tell: Tell,
): Promise<Mirror> {
  const [base] = planFerryFolders(facts)
  if (!base) throw noPlace(remote.name, whyNotPlaces(facts))
  const place: MirrorPlace = { folder: `${base.path}/t`, ...(base.own ? { own: base.own } : {}) }
  const home = facts.user?.home ?? place.folder
  const roots = hosts.map((host) => {
    const id = createHash('sha256').update(host).digest('hex').slice(0, 8)
    return { host, id, board: `${place.folder}/${id}`, alias: `${home}/.f${id}` }
  })
  const script = planMirrorLook(place, roots)
  tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
  const ended = await remote.exec(script)
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    throw shipFailed(remote.name, place.folder, 'its folder could not be made', [
      decodeText(ended.stderr),
    ])
  }
  const looks = new Map(readMirrorLook(decodeText(ended.stdout)))
  /** What stands for a root's path in programs; the path itself where it leads to the twin, undefined where nothing can. */
  const names = new Map(
    roots.map(({ host, id, board, alias }): [string, string | undefined] => {
      const look = looks.get(id)
      return [host, look?.linked ? host : padFolder(host, [board, ...(look?.alias ? [alias] : [])])]
    }),
  )
  let last: Promise<void> = Promise.resolve()
  const mirror = { world, remote, facts, place, roots, looks, names, tell }
  return {
    roots,
    toBoard: (path) => toMirrorPath(roots, path),
    translate: (text) => toMirrorText(roots, text),
    leads: (path) => {
      const root = rootOf(roots, path)
      return root !== undefined && names.get(root.host) !== undefined
    },
    fill: (files) => {
      // One after the other: each begins with what the last left there.
      last = last.catch(() => {}).then(() => fill(mirror, files))
      return last
    },
  }
}

interface Parts {
  readonly world: World
  readonly remote: Remote
  readonly facts: BoardFacts
  readonly place: MirrorPlace
  readonly roots: readonly MirrorRoot[]
  readonly looks: Map<string, MirrorLook>
  readonly names: ReadonlyMap<string, string | undefined>
  readonly tell: Tell
}

async function fill(parts: Parts, { data, programs }: MirrorFiles): Promise<void> {
  const { world, roots, looks, names } = parts
  const wanted = new Map<string, Map<string, string>>(roots.map(({ id }) => [id, new Map()]))
  const sending: Sending[] = []
  for (const path of new Set([...data, ...programs])) {
    const root = rootOf(roots, path)
    const stat = await world.files.stat(path)
    if (!root || stat?.kind !== 'file') continue
    const isProgram = programs.includes(path)
    const moved = isProgram ? (names.get(root.host) ?? root.host) : root.host
    const stamp = `${stat.size}.${Math.round(stat.mtimeMs).toString(36)}${moved === root.host ? '' : '.m'}`
    const name = path.slice(root.host.length + 1)
    wanted.get(root.id)?.set(name, stamp)
    if (looks.get(root.id)?.files.get(name) === stamp) continue
    const bytes = await readFor(world, path, isProgram, root.host, moved)
    const entry = `${root.id}/${name}`
    if (bytes) sending.push({ entry, bytes, mode: stat.mode & 0o777, mtime: stat.mtimeMs / 1000 })
  }
  const gone: string[] = []
  for (const { id, host } of roots) {
    for (const [name, stamp] of looks.get(id)?.files ?? []) {
      if (wanted.get(id)?.has(name)) continue
      const isGone = (await world.files.stat(`${host}/${name}`)) === undefined
      if (isGone && gone.length < MOST_STALE) gone.push(`${id}/${name}`)
      else wanted.get(id)?.set(name, stamp)
    }
  }
  if (sending.length > 0 || gone.length > 0) {
    await send(parts, sending, wanted, gone)
  }
  for (const { id } of roots) {
    const look = looks.get(id) ?? { linked: false, alias: false, files: new Map() }
    looks.set(id, { ...look, files: wanted.get(id) ?? new Map() })
  }
}

async function readFor(
  world: World,
  path: string,
  isProgram: boolean,
  from: string,
  to: string,
): Promise<Uint8Array | undefined> {
  if (!isProgram) return world.files.read(path)
  const payload = await preparePayload(world, path, { strip: true })
  const bytes = await world.files.read(payload.path)
  return bytes && from !== to ? (replaceText(bytes, from, to) ?? bytes) : bytes
}

async function send(
  { world, remote, facts, place, roots, tell }: Parts,
  sending: readonly Sending[],
  wanted: ReadonlyMap<string, ReadonlyMap<string, string>>,
  stale: readonly string[],
): Promise<void> {
  const started = world.clock.ticks()
  const size = sending.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const { coding, decoder } = chooseCoding(facts.tools ?? [], {
    near: remote.near ?? false,
    hostHasZstd: HOST_HAS_ZSTD,
    size,
  })
  const script = planMirrorFill(place, roots, stale, decoder)
  tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
  const what = `${sending.length} file${sending.length === 1 ? '' : 's'}`
  tell({
    kind: 'step',
    id: 'mirror',
    text: `Sending ${what} (${formatSize(size)}) to ${remote.name}`,
  })
  let [done, sent] = [0, 0]
  const lists = roots.map(({ id }) => ({
    entry: `${id}.list`,
    bytes: new TextEncoder().encode(formatMirrorList(wanted.get(id) ?? new Map())),
    mode: 0o600,
    mtime: world.clock.now() / 1000,
  }))
  const stdin = encodeUpload(tarOf([...sending, ...lists]), coding, {
    onRaw: (bytes) => {
      done += bytes
      tell({
        kind: 'progress',
        id: 'mirror',
        done: Math.min(done, size),
        total: size,
        unit: 'bytes',
      })
    },
    onWire: (bytes) => {
      sent += bytes
    },
  })
  const ended = await remote.exec(script, { stdin })
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    const output = decodeText(ended.stderr).trimEnd().split('\n').slice(-10)
    throw shipFailed(
      remote.name,
      place.folder,
      'the files of the tests could not be unpacked',
      output,
    )
  }
  const ms = world.clock.ticks() - started
  tell({
    kind: 'step-done',
    id: 'mirror',
    text: coding === 'raw' ? `${formatSize(sent)}` : `as ${formatSize(sent)} of ${coding}`,
    ms,
  })
}

async function* tarOf(files: readonly Sending[]): AsyncIterable<Uint8Array> {
  for (const { entry, bytes, mode, mtime } of files) {
    yield formatTarHeader({ path: entry, size: bytes.length, mode, mtime })
    yield bytes
    yield new Uint8Array(tarPadding(bytes.length))
  }
  yield tarEnd()
}
