import * as fs from 'node:fs'

import { readSafePath } from '../../core/packages/safe-path.ts'
import { TAR_BLOCK, readPaxRecords, readTarHeader } from '../../core/packages/tar-header.ts'
import type { TarHeader } from '../../core/packages/tar-header.ts'
import type { UnpackOptions } from '../../ports/packages.ts'
import { makeFolderTree } from './folder-tree.ts'
import type { FolderTree } from './folder-tree.ts'

/** Long names and pax records are text; more than this is no name. */
const MAX_RECORD = 1024 * 1024

/**
 * Unpacks a tar stream below `folder`: files, folders, symlinks, hard links; everything else is left out. Owners are not kept.
 * Nothing is written outside: names with `..` are refused, and symlinks on the way are followed as they would be in a chroot.
 * Gives the bytes of file content written. Throws Error with a sentence where the archive is broken.
 */
export async function unpackTar(
  stream: AsyncIterable<Uint8Array>,
  folder: string,
  options: UnpackOptions,
): Promise<number> {
  const input = makeInput(stream)
  const tree = makeFolderTree(folder)
  let bytes = 0
  let next: { path?: string; link?: string; size?: number } = {}
  let stopped = false
  while (!stopped) {
    const block = await input.take(TAR_BLOCK)
    if (block.length === 0) break
    const read = readTarHeader(block)
    if (read === 'end') break
    if (read === 'bad') throw new Error('a header of its tar archive is broken')
    const header = {
      ...read,
      path: next.path ?? read.path,
      link: next.link ?? read.link,
      size: next.size ?? read.size,
    }
    if ('LKxg'.includes(header.type)) {
      if (read.size > MAX_RECORD) throw new Error('a name in its tar archive is too long')
      const data = await takePadded(input, read.size)
      next = { ...next, ...readNames(read.type, data) }
      continue
    }
    next = {}
    const written = await writeEntry(header, tree, input, options)
    bytes += written?.bytes ?? 0
    stopped = written !== undefined && options.enough?.(written.path) === true
  }
  // What follows the end marker is padding; the sender must not be cut off while it writes it.
  if (stopped) await input.end()
  else while ((await input.some(1 << 20)).length > 0);
  tree.finish()
  return bytes
}

function readNames(
  type: string,
  data: Uint8Array,
): { path?: string; link?: string; size?: number } {
  if (type === 'g') return {}
  if (type === 'L' || type === 'K') {
    const text = new TextDecoder().decode(data).replace(/\0.*$/s, '')
    return type === 'L' ? { path: text } : { link: text }
  }
  const records = readPaxRecords(data)
  const [path, link, size] = [records.get('path'), records.get('linkpath'), records.get('size')]
  return {
    ...(path === undefined ? {} : { path }),
    ...(link === undefined ? {} : { link }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
  }
}

async function writeEntry(
  header: TarHeader,
  tree: FolderTree,
  input: Input,
  options: UnpackOptions,
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  const isFile = header.type === '0' || header.type === '7'
  const size = isFile ? header.size : 0
  const original = readSafePath(header.path)
  if (!original) throw new Error(`it has a path that leads out: ${header.path}`)
  const name = original.join('/')
  const wanted = name !== '' && (options.keep?.(name) ?? true)
  const parts = wanted ? readSafePath(options.place?.(name) ?? name) : undefined
  if (!parts || parts.length === 0) {
    await skip(input, isFile ? padded(size) : padded(header.size))
    return undefined
  }
  if (header.type === '5') tree.folder(parts, header.mode)
  else if (isFile) await writeFile(tree.file(parts), header, input)
  else {
    if (header.type === '2') fs.symlinkSync(header.link, tree.file(parts))
    if (header.type === '1') writeHardLink(header.link, tree, parts, options)
    await skip(input, padded(header.size))
  }
  return { path: name, bytes: size }
}

async function writeFile(path: string, header: TarHeader, input: Input): Promise<void> {
  const file = fs.openSync(path, 'wx', 0o600)
  try {
    for (let left = header.size; left > 0;) {
      const chunk = await input.some(Math.min(left, 1 << 20))
      if (chunk.length === 0) throw new Error('its tar archive is cut')
      for (let at = 0; at < chunk.length;) at += fs.writeSync(file, chunk, at)
      left -= chunk.length
    }
    fs.fchmodSync(file, header.mode)
    fs.futimesSync(file, header.mtime, header.mtime)
  } finally {
    fs.closeSync(file)
  }
  await skip(input, padded(header.size) - header.size)
}

/** The other name may have been left out or placed elsewhere; then there is nothing to link to. */
function writeHardLink(
  link: string,
  tree: FolderTree,
  parts: readonly string[],
  options: UnpackOptions,
): void {
  const name = readSafePath(link)?.join('/')
  const target = name === undefined ? undefined : readSafePath(options.place?.(name) ?? name)
  if (!target) throw new Error(`it has a link that leads out: ${link}`)
  const from = tree.existing(target)
  if (from === undefined) throw new Error(`it has a link to a file that is not unpacked: ${link}`)
  fs.linkSync(from, tree.file(parts))
}

interface Input {
  /** Exactly `length` bytes; none at the end. Throws where the end comes in between. */
  take(length: number): Promise<Uint8Array>
  /** At least one byte and at most `length`; none at the end. */
  some(length: number): Promise<Uint8Array>
  /** No more is wanted: the sender may stop. */
  end(): Promise<void>
}

function makeInput(stream: AsyncIterable<Uint8Array>): Input {
  const source = stream[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  const some = async (length: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const step = await source.next()
      if (step.done) return rest
      rest = step.value
    }
    const chunk = rest.subarray(0, length)
    rest = rest.subarray(chunk.length)
    return chunk
  }
  const take = async (length: number): Promise<Uint8Array> => {
    const whole = new Uint8Array(length)
    for (let filled = 0; filled < length;) {
      const chunk = await some(length - filled)
      if (chunk.length === 0) {
        if (filled === 0) return chunk
        throw new Error('its tar archive is cut')
      }
      whole.set(chunk, filled)
      filled += chunk.length
    }
    return whole
  }
  return { take, some, end: async () => void (await source.return?.()) }
}

async function takePadded(input: Input, size: number): Promise<Uint8Array> {
  const data = await input.take(padded(size))
  return data.subarray(0, size)
}

async function skip(input: Input, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    const chunk = await input.some(left)
    if (chunk.length === 0) throw new Error('its tar archive is cut')
    left -= chunk.length
  }
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK
}
