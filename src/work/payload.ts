import { createHash } from 'node:crypto'

import { noSuchFile } from '../core/problem/verify-problems.ts'
import type { FileSums } from '../core/plan/ship-scripts.ts'
import { makeCksum } from '../core/text/cksum.ts'
import type { World } from '../ports/world.ts'

/** A file as it goes to the board. */
export interface Payload {
  /** Path on the host. */
  readonly path: string
  readonly sums: FileSums
}

export interface PayloadOptions {
  /** Also make a POSIX cksum: for boards without sha256sum and md5sum. */
  readonly cksum?: boolean
}

/** Hashes a file; what was hashed before is remembered by path, size and time. Throws `host/no-such-file`. */
export async function preparePayload(
  world: World,
  path: string,
  options: PayloadOptions = {},
): Promise<Payload> {
  const stat = await world.files.stat(path)
  if (stat?.kind !== 'file') throw noSuchFile(path)
  const key = createHash('sha256')
    .update(JSON.stringify([path, stat.size, stat.mtimeMs]))
    .digest('hex')
    .slice(0, 24)
  const note = `${world.host.cache}/payloads/${key}.json`
  const known = readNote(await world.files.readText(note).catch(() => undefined), stat.size)
  if (known && (options.cksum !== true || known.cksum !== undefined)) return { path, sums: known }
  const sums = await sumFile(world, path, options)
  // A file that changes while it is read is hashed again at the next look: its time is then another one.
  if (sums.size === stat.size) await world.files.write(note, JSON.stringify(sums)).catch(() => {})
  return { path, sums }
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

function readNote(text: string | undefined, size: number): FileSums | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<FileSums>
    if (value.size !== size || !/^[0-9a-f]{64}$/.test(value.sha256 ?? '')) return undefined
    if (!/^[0-9a-f]{32}$/.test(value.md5 ?? '')) return undefined
    const { cksum } = value
    if (cksum !== undefined && !Number.isSafeInteger(cksum)) return undefined
    return value as FileSums
  } catch {
    return undefined
  }
}
