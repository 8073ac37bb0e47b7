import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { downloadFailed, hashMismatch } from '../core/problem/download-problems.ts'
import { ProblemError } from '../core/problem/problem.ts'
import type { DownloadOptions, Downloads } from '../ports/downloads.ts'
import { withLock } from './file-lock.ts'
import { openUrl } from './http/open-url.ts'
import type { Answer, OpenOptions } from './http/open-url.ts'

/** A cut line or a 5xx is tried again so often, each time from where it stopped. */
const ATTEMPTS = 4
const MAX_BYTES = 64 * 1024 * 1024

export interface DownloadsOptions {
  /** For proxies; default: ferry's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly connectMs?: number
  readonly idleMs?: number
  /** Pause before the second attempt, doubled each time. Default 500. */
  readonly pauseMs?: number
}

/**
 * Downloads over node:http(s). A file is written to `<path>.part` and gets its name when it is whole and its hash is right.
 * A `.part` of an earlier run is continued only where a hash will tell whether the halves fit.
 */
export function makeDownloads(options: DownloadsOptions = {}): Downloads {
  const open: OpenOptions = { env: process.env, ...options }
  const pause = options.pauseMs ?? 500
  return {
    toFile: (url, path, wishes = {}) =>
      withLock(path, () => toFile(url, path, wishes, open, pause)),
    bytes: (url, maxBytes) => retry(pause, () => toBytes(url, maxBytes ?? MAX_BYTES, open)),
    text: async (url, maxBytes) =>
      new TextDecoder().decode(await retry(pause, () => toBytes(url, maxBytes ?? MAX_BYTES, open))),
  }
}

async function toFile(
  url: string,
  path: string,
  wishes: DownloadOptions,
  open: OpenOptions,
  pause: number,
): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true })
  const part = `${path}.part`
  if (wishes.sha256 === undefined) await fs.rm(part, { force: true })
  else if ((await hashOf(path)) === wishes.sha256) return
  const resumed = (await sizeOf(part)) > 0
  let got = await fetchPart(url, part, wishes, open, pause)
  if (wishes.sha256 !== undefined && got !== wishes.sha256 && resumed) {
    await fs.rm(part, { force: true }) // The old half was of something else.
    got = await fetchPart(url, part, wishes, open, pause)
  }
  if (wishes.sha256 !== undefined && got !== wishes.sha256) {
    await fs.rm(part, { force: true })
    throw hashMismatch(url, wishes.sha256, got)
  }
  await fs.rename(part, path)
}

/** Fetches all of `url` into `part`, going on where it stopped. Gives the sha256 of the whole. */
function fetchPart(
  url: string,
  part: string,
  wishes: DownloadOptions,
  open: OpenOptions,
  pause: number,
): Promise<string> {
  return retry(pause, () => fetchOnce(url, part, wishes, open), wishes.signal)
}

async function fetchOnce(
  url: string,
  part: string,
  wishes: DownloadOptions,
  open: OpenOptions,
): Promise<string> {
  let have = await sizeOf(part)
  if (wishes.size !== undefined && have > wishes.size) have = await startOver(part)
  if (wishes.size !== undefined && have === wishes.size && have > 0)
    return (await hashOf(part)) ?? ''
  const answer = await openUrl(url, {
    ...open,
    ...(have > 0 ? { headers: { range: `bytes=${have}-` } } : {}),
    ...(wishes.signal ? { signal: wishes.signal } : {}),
  })
  if (answer.status === 416 && have > 0) {
    answer.body.destroy()
    await startOver(part)
    throw new Again(downloadFailed(url, 'the server has less than was fetched before', 416))
  }
  if (answer.status !== 200 && answer.status !== 206) throw refused(url, answer)
  if (answer.status === 200 || rangeStart(answer) !== have) have = await startOver(part)
  if (answer.status === 206 && rangeStart(answer) !== have) {
    answer.body.destroy()
    throw new Again(downloadFailed(url, 'the server sent another range than was asked for', 206))
  }

  const sum = createHash('sha256')
  if (have > 0) for await (const chunk of createReadStream(part)) sum.update(chunk as Uint8Array)
  const length = Number(answer.headers['content-length'])
  const total = Number.isFinite(length) ? have + length : wishes.size
  const file = await fs.open(part, 'a')
  let done = have
  try {
    wishes.onProgress?.(done, total)
    for await (const chunk of answer.body) {
      await file.appendFile(chunk)
      sum.update(chunk)
      done += chunk.length
      wishes.onProgress?.(done, total)
    }
  } catch (error) {
    if (wishes.signal?.aborted || isLocal(error)) throw error
    throw new Again(downloadFailed(url, `the line was lost after ${done} bytes`, undefined, error))
  } finally {
    await file.close()
  }
  if (total !== undefined && done < total) {
    throw new Again(downloadFailed(url, `it ended after ${done} of ${total} bytes`))
  }
  return sum.digest('hex')
}

async function toBytes(url: string, maxBytes: number, open: OpenOptions): Promise<Uint8Array> {
  const answer = await openUrl(url, open)
  if (answer.status !== 200) throw refused(url, answer)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of answer.body) {
      size += chunk.length
      if (size > maxBytes) throw downloadFailed(url, `it is larger than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw new Again(downloadFailed(url, `the line was lost after ${size} bytes`, undefined, error))
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Wraps a problem that may be gone the next time. */
class Again extends Error {
  readonly problem: ProblemError
  constructor(problem: ProblemError) {
    super(problem.message)
    this.problem = problem
  }
}

async function retry<value>(
  pause: number,
  work: () => Promise<value>,
  signal?: AbortSignal,
): Promise<value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const problem = error instanceof Again ? error.problem : error
      if (!(error instanceof Again || wasCut(error)) || attempt === ATTEMPTS) throw problem
      await wait(pause * 2 ** (attempt - 1), undefined, signal ? { signal } : {})
    }
  }
}

/** A kept connection that the server had closed meanwhile. */
function wasCut(error: unknown): boolean {
  const cause = error instanceof ProblemError ? (error.cause as NodeJS.ErrnoException) : undefined
  return cause?.code === 'ECONNRESET' || cause?.code === 'EPIPE'
}

/** 5xx and 429 may pass (RFC 9110, 15.6; RFC 6585, 4); everything else stays. */
function refused(url: string, answer: Answer): Error {
  answer.body.destroy()
  const problem = downloadFailed(url, `the server says ${answer.status}`, answer.status)
  return answer.status >= 500 || answer.status === 429 ? new Again(problem) : problem
}

function rangeStart(answer: Answer): number {
  const range = answer.headers['content-range']
  return Number(/^bytes (\d+)-/.exec(typeof range === 'string' ? range : '')?.[1] ?? 0)
}

async function startOver(part: string): Promise<0> {
  await fs.rm(part, { force: true })
  return 0
}

async function sizeOf(path: string): Promise<number> {
  return fs.stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

async function hashOf(path: string): Promise<string | undefined> {
  const sum = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) sum.update(chunk as Uint8Array)
  } catch {
    return undefined
  }
  return sum.digest('hex')
}

/** An error of the file system here (disk full …), which no second attempt mends. */
function isLocal(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'EFBIG'].includes(code)
}
