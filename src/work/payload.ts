import { createHash } from 'node:crypto'

import { stripDebug } from '../core/elf/strip-debug.ts'
import type { FileSums } from '../core/plan/ship-scripts.ts'
import { noSuchFile } from '../core/problem/verify-problems.ts'
import { makeCksum } from '../core/text/cksum.ts'
import type { World } from '../ports/world.ts'
import { keepSymbols } from './kept-symbols.ts'

/** A file as it goes to the board. */
export interface Payload {
  /** Path on the host of the bytes that travel. */
  readonly path: string
  readonly sums: FileSums
  /** Bytes of debug sections that stay on the host. */
  readonly stripped?: number
  /** Path on the host of the program with them: see keepSymbols. */
  readonly symbols?: string
}

export interface PayloadOptions {
  /** Leave debug sections of programs on the host. */
  readonly strip?: boolean
  /** Also make a POSIX cksum: for boards without sha256sum and md5sum. */
  readonly cksum?: boolean
}

/** Stripping holds the file in memory; larger ones go as they are. */
const MOST_STRIPPED = 768 * 1024 * 1024

interface Note {
  readonly size: number
  readonly mtimeMs: number
  readonly sums: FileSums
  readonly stripped?: number
  readonly symbols?: string
}

const preparing = new Map<string, Promise<Payload>>()

/**
 * Makes a file ready to travel: debug sections taken away where that is asked for, hashed. What was done is
 * remembered by path, size and time, one note and one stripped twin a path; boards that want the same at the same time wait for one
 * another. Throws `host/no-such-file`.
 */
export async function preparePayload(
  world: World,
  path: string,
  options: PayloadOptions = {},
): Promise<Payload> {
  const key = JSON.stringify([
    world.host.cache,
    path,
    options.strip === true,
    options.cksum === true,
  ])
  const made = preparing.get(key) ?? prepare(world, path, options)
  preparing.set(key, made)
  return made.finally(() => preparing.delete(key))
}

async function prepare(world: World, path: string, options: PayloadOptions): Promise<Payload> {
  const { files, host } = world
  const stat = await files.stat(path)
  if (stat?.kind !== 'file') throw noSuchFile(path)
  const wish = options.strip === true ? 'stripped' : 'whole'
  const key = createHash('sha256').update(`${wish}\n${path}`).digest('hex').slice(0, 24)
  const [noteFile, twin] = [`${host.cache}/payloads/${key}.json`, `${host.cache}/payloads/${key}`]
  const note = readNote(await files.readText(noteFile).catch(() => undefined))
  if (note?.size === stat.size && note.mtimeMs === stat.mtimeMs) {
    const isThere = note.stripped === undefined || (await files.stat(twin))?.size === note.sums.size
    if (isThere && (options.cksum !== true || note.sums.cksum !== undefined)) {
      return payloadOf(note, path, twin)
    }
  }
  const stripped = options.strip === true ? await strip(world, path, stat.size, twin) : undefined
  const sums = await sumFile(world, stripped === undefined ? path : twin, options)
  const symbols = stripped === undefined ? undefined : await keepSymbols(world, path, sums.sha256)
  const made = {
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    sums,
    ...(stripped === undefined ? {} : { stripped }),
    ...(symbols === undefined ? {} : { symbols }),
  }
  await files.write(noteFile, JSON.stringify(made)).catch(() => {})
  return payloadOf(made, path, twin)
}

function payloadOf({ sums, stripped, symbols }: Note, path: string, twin: string): Payload {
  if (stripped === undefined) return { path, sums }
  return { path: twin, sums, stripped, ...(symbols === undefined ? {} : { symbols }) }
}

/** Writes the twin without debug sections; gives what was saved, or undefined where the file goes as it is. */
async function strip(
  world: World,
  path: string,
  size: number,
  twin: string,
): Promise<number | undefined> {
  if (size > MOST_STRIPPED) return undefined
  const head = await world.files.readAt(path, 0, 4)
  if (head?.[0] !== 0x7f || head[1] !== 0x45) return undefined
  const bytes = await world.files.read(path)
  const thin = bytes && stripDebug(bytes)
  if (!bytes || !thin) return undefined
  try {
    await world.files.write(twin, thin)
  } catch {
    return undefined
  }
  return bytes.length - thin.length
}

async function sumFile(world: World, path: string, options: PayloadOptions): Promise<FileSums> {
  const [sha256, md5, cksum] = [createHash('sha256'), createHash('md5'), makeCksum()]
  let size = 0
  for await (const chunk of world.files.stream(path)) {
    sha256.update(chunk)
    md5.update(chunk)
    if (options.cksum === true) cksum.add(chunk)
    size += chunk.length
  }
  return {
    size,
    sha256: sha256.digest('hex'),
    md5: md5.digest('hex'),
    ...(options.cksum === true ? { cksum: cksum.value() } : {}),
  }
}

/** Sums go into scripts: what does not look like one is no note. */
function readNote(text: string | undefined): Note | undefined {
  try {
    const note = JSON.parse(text ?? '') as Note
    const { size, sha256, md5, cksum } = note.sums
    const isWhole =
      Number.isSafeInteger(size) &&
      /^[0-9a-f]{64}$/.test(sha256) &&
      /^[0-9a-f]{32}$/.test(md5 ?? '') &&
      (cksum === undefined || Number.isSafeInteger(cksum))
    return isWhole ? note : undefined
  } catch {
    return undefined
  }
}
