import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { libraryFolders, selectSysrootFiles } from '../../core/plan/sysroot/pull.ts'
import { headerReleases } from '../../core/plan/sysroot/choose-release.ts'
import type { ListedFile } from '../../core/read/file-listing.ts'
import { formatSize } from '../../core/text/format-size.ts'
import { START_RECIPE } from '../../core/toolchain/start-files.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import type { World } from '../../ports/world.ts'
import { repairSysroot } from '../repair-sysroot.ts'
import { addDebianHeaders } from './debian-headers.ts'
import type { FileSource } from './file-source.ts'
import { makeStartFiles } from './make-start-files.ts'
import type { NoSysroot, Sysroot } from './sysroot-shape.ts'

export interface FilesRequest {
  readonly abi: TargetAbi
  readonly board: BoardFacts
  /** True where C is compiled: headers are taken, or borrowed of an older Debian. */
  readonly headers: boolean
  readonly libraries: readonly string[]
  readonly toolchain: Pick<Toolchain, 'rustc' | 'env' | 'targetLibraries'>
  /** Changes when the files may have changed; what was taken before with the same is taken as it is. Undefined: look each time. */
  readonly stamp?: string
  readonly why: string
}

type FilesWorld = Pick<World, 'host' | 'files' | 'packages' | 'clock' | 'processes'>

/** What is kept of an earlier time. */
interface Record {
  readonly sysroot: Sysroot
  readonly stamp?: string
  /** What was asked for. */
  readonly key: string
  /** path → stamp of its listing. */
  readonly stamps: Readonly<{ [path: string]: string }>
}

/**
 * A sysroot of a system's own files: from the board, or from a folder of this host. Files that did not change are not sent
 * again; links and linker scripts are repaired, and start files made where there are none. `open` is called where something
 * has to be looked at. Gives the reason where it cannot be. Throws `ssh/…`, `board/pull-failed`.
 */
export async function sysrootFromFiles(
  world: FilesWorld,
  name: string,
  open: () => Promise<FileSource>,
  request: FilesRequest,
  tell: Tell,
): Promise<Sysroot | NoSysroot> {
  const { abi, headers, libraries, stamp } = request
  const key = JSON.stringify([abi.target, headers, libraries, request.toolchain.targetLibraries])
  const family = join(world.host.cache, 'sysroots', `of-${hash(name, 12)}`)
  const place = `${family}-${hash(key, 8)}`
  const recordFile = `${place}.json`
  const known = await readRecord(world, recordFile, key)
  if (known && stamp !== undefined && known.stamp === stamp) return known.sysroot
  return await world.files.locked(`${recordFile}.lock`, async () => {
    const before = await readRecord(world, recordFile, key)
    if (before && stamp !== undefined && before.stamp === stamp) return before.sysroot
    const source = await open()
    try {
      const earlier = await readFamily(world, family)
      const made = await take(world, source, { ...request, place, before, earlier }, tell)
      if ('missing' in made) return made
      const record: Record = { ...made, key, ...(stamp === undefined ? {} : { stamp }) }
      await world.files.write(recordFile, `${JSON.stringify(record, undefined, 2)}\n`)
      return made.sysroot
    } finally {
      await source.close()
    }
  })
}

async function take(
  world: FilesWorld,
  source: FileSource,
  request: FilesRequest & {
    readonly place: string
    readonly before: Record | undefined
    readonly earlier: readonly Record[]
  },
  tell: Tell,
): Promise<Pick<Record, 'sysroot' | 'stamps'> | NoSysroot> {
  const { abi, board, before, earlier, place } = request
  const started = world.clock.ticks()
  const id = `sysroot:${source.name}`
  tell({ kind: 'step', id, text: `Taking the sysroot from ${source.name}` })
  const chosen = selectSysrootFiles(await source.list(request), request)
  if (!chosen.some(({ path }) => /(?:^|\/)libc\.so\.6$/.test(path)))
    return { missing: `${source.name} has no libc.so.6 where libraries lie` }
  const stamps = Object.fromEntries(chosen.map((file) => [file.path, file.stamp]))
  const content = JSON.stringify([stamps, START_RECIPE, board.libc?.version])
  const path = `${place}-${hash(content, 12)}`
  if (before?.sysroot.path === path) return { sysroot: before.sysroot, stamps }

  const making = `${path}.making`
  await world.files.remove(making)
  const bytes = await fill(world, source, making, chosen, earlier)
  await repairSysroot(world.files, making)
  const folders = [...libraryFolders(abi)]
  const borrowed =
    request.headers && !chosen.some(({ path: name }) => name === 'usr/include/stdio.h')
      ? await addDebianHeaders(world, abi, headerReleases(board, abi), making, tell)
      : undefined
  const gccFolder = gccFolderOf(chosen) ?? `usr/lib/gcc/${abi.gnuPrefix}/${borrowed?.gcc ?? '12'}`
  const glibc = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  const made = await makeStartFiles(world, request.toolchain, {
    root: making,
    abi,
    libraryFolders: folders,
    gccFolder,
    ...(glibc === undefined ? {} : { glibc }),
  })
  if (typeof made === 'string') {
    await world.files.remove(making)
    return { missing: `${source.name}: ${made}` }
  }
  await world.files.remove(path)
  await world.files.rename(making, path)
  const start = made.some((name) => name.endsWith('crt1.o')) ? ', start files made' : ''
  const text = `${chosen.length} files, ${formatSize(bytes)} sent${start}${borrowed === undefined ? '' : `, headers of ${borrowed.release}`}`
  tell({ kind: 'step-done', id, text, ms: world.clock.ticks() - started })
  const sysroot: Sysroot = {
    path,
    why: request.why,
    gccFolder,
    libraryFolders: folders,
    libc: glibc ?? '',
    packages: [],
  }
  return { sysroot, stamps }
}

/** Writes the files; what an earlier time has unchanged is copied from there. Gives the bytes that were sent. */
async function fill(
  world: FilesWorld,
  source: FileSource,
  root: string,
  chosen: readonly ListedFile[],
  earlier: readonly Record[],
): Promise<number> {
  const { files } = world
  const wanted: ListedFile[] = []
  for (const file of chosen) {
    const to = join(root, file.path)
    if (file.target !== undefined) {
      await files.makeFolder(dirname(to))
      if ((await files.stat(to)) === undefined) await files.symlink(file.target, to)
      continue
    }
    const kept = earlier.find(({ stamps }) => stamps[file.path] === file.stamp)
    const from = join(kept?.sysroot.path ?? '', file.path)
    // A linker script was repaired there and has another size.
    if (kept && (await files.stat(from))?.size === file.size) {
      await files.makeFolder(dirname(to))
      await files.copy(from, to)
    } else wanted.push(file)
  }
  let bytes = 0
  for await (const { file, data } of source.read(wanted)) {
    await files.write(join(root, file.path), data)
    bytes += data.length
  }
  return bytes
}

/** Where gcc of that system keeps its files, where it has any. */
function gccFolderOf(chosen: readonly ListedFile[]): string | undefined {
  const file = chosen.find(({ path }) => path.endsWith('/crtbegin.o'))
  return file && dirname(file.path)
}

/** What was taken from that system before, for whatever wish. */
async function readFamily(world: FilesWorld, family: string): Promise<readonly Record[]> {
  const names = await world.files.list(dirname(family))
  const own = names.filter((name) => name.startsWith(`${basename(family)}-`))
  const records = own
    .filter((name) => name.endsWith('.json'))
    .map((name) => readRecord(world, join(dirname(family), name)))
  return (await Promise.all(records)).filter((record) => record !== undefined)
}

/** Anything unexpected counts as nothing. `key`: what must have been asked for. */
async function readRecord(
  world: FilesWorld,
  file: string,
  key?: string,
): Promise<Record | undefined> {
  const text = await world.files.readText(file)
  if (text === undefined) return undefined
  try {
    const record = JSON.parse(text) as Record
    if (typeof record.stamps !== 'object') return undefined
    if (key !== undefined && record.key !== key) return undefined
    return (await world.files.stat(record.sysroot.path)) ? record : undefined
  } catch {
    return undefined
  }
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}
