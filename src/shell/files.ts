import { createHash, randomBytes } from 'node:crypto'
import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'

import type { FileStat, Files, OpenFile } from '../ports/files.ts'
import { withLock } from './file-lock.ts'

/** The host's file system over node:fs. */
export function makeFiles(): Files {
  return {
    read: (path) => orUndefined(async () => new Uint8Array(await fs.readFile(path))),
    readText: (path) => orUndefined(() => fs.readFile(path, 'utf8')),
    readAt: (path, offset, length) =>
      orUndefined(async () => {
        const file = await openFile(path)
        try {
          return await file.readAt(offset, length)
        } finally {
          await file.close()
        }
      }),
    open: (path) => orUndefined(() => openFile(path)),
    stat: (path) => orUndefined(async () => toStat(await fs.stat(path))),
    list: async (path) => (await orUndefined(() => fs.readdir(path))) ?? [],
    write: writeWhole,
    makeFolder: async (path) => void (await fs.mkdir(path, { recursive: true })),
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.rm(path, { recursive: true, force: true, maxRetries: 3 }),
    copy: (from, to) => fs.cp(from, to, { recursive: true, verbatimSymlinks: true }),
    symlink: (target, path) => fs.symlink(target, path),
    readLink,
    realpath: (path) => orUndefined(() => fs.realpath(path)),
    sha256: (path) => orUndefined(() => hash(path)),
    stream: (path) => createReadStream(path, { highWaterMark: 256 * 1024 }),
    locked: withLock,
  }
}

/** Turns "there is nothing" into undefined; other errors pass. */
async function orUndefined<value>(read: () => Promise<value>): Promise<value | undefined> {
  try {
    return await read()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** EINVAL: there is something, and it is no link (readlink(2)). */
async function readLink(path: string): Promise<string | undefined> {
  try {
    return await orUndefined(() => fs.readlink(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return undefined
    throw error
  }
}

/**
 * Reads at once, without a thread: pieces of a local file come in some microseconds, a tenth of what a turn by Node's
 * pool of threads costs (bench/verify: a folder of a thousand programs). A pipe gives nothing instead of waiting.
 */
async function openFile(path: string): Promise<OpenFile> {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const { size } = fstatSync(descriptor)
    return {
      size,
      readAt: async (offset, length) => {
        const asked = Math.max(0, Math.min(length, size - offset))
        // Not filled with zeros first: all of it that is given back was read.
        const buffer = new Uint8Array(Buffer.allocUnsafeSlow(asked).buffer)
        let filled = 0
        while (filled < buffer.length) {
          const left = buffer.length - filled
          const bytesRead = readSync(descriptor, buffer, filled, left, offset + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return buffer.subarray(0, filled)
      },
      close: async () => closeSync(descriptor),
    }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function toStat(stat: Awaited<ReturnType<typeof fs.stat>>): FileStat {
  return {
    size: Number(stat.size),
    mtimeMs: Number(stat.mtimeMs),
    mode: Number(stat.mode),
    kind: stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'directory'
        : stat.isSymbolicLink()
          ? 'symlink'
          : 'other',
  }
}

async function writeWhole(path: string, data: Uint8Array | string, mode = 0o644): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.new`
  try {
    await fs.writeFile(beside, data, { mode })
    await fs.chmod(beside, mode)
    await fs.rename(beside, path)
  } catch (error) {
    await fs.rm(beside, { force: true })
    throw error
  }
}

async function hash(path: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    sum.update(chunk as Uint8Array)
  }
  return sum.digest('hex')
}
