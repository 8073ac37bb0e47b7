import { decodeText } from '../../core/bytes/decode-text.ts'
import {
  groupFiles,
  planReadFiles,
  planSysrootListing,
  type PullWish,
} from '../../core/plan/sysroot/pull.ts'
import { pullFailed } from '../../core/problem/board-problems.ts'
import { parseFileListing, type ListedFile } from '../../core/read/file-listing.ts'
import type { Ended } from '../../ports/processes.ts'
import type { World } from '../../ports/world.ts'

/** A whole system that files are taken from: a board, or a folder of this host. */
export interface FileSource {
  /** As the user calls it. */
  readonly name: string
  list(wish: PullWish): Promise<readonly ListedFile[]>
  /** The contents of files, in the order asked for. */
  read(files: readonly ListedFile[]): AsyncIterable<{ file: ListedFile; data: Uint8Array }>
  close(): Promise<void>
}

const LISTING_BYTES = 32 * 1024 * 1024
const TIMEOUT_MS = 600_000

/** A board, by its shell, `ls` and `cat`. Throws `ssh/…`, `board/pull-failed`. */
export async function openBoardFiles(
  world: Pick<World, 'connect'>,
  destination: string,
): Promise<FileSource> {
  const remote = await world.connect(destination)
  const run = (script: string, maxBytes: number): Promise<Ended> =>
    remote.exec(script, { maxBytes, timeoutMs: TIMEOUT_MS })
  return makeSource(destination, '/', run, () => remote.close())
}

/** A folder of this host that holds a system: an unpacked image, a mounted card. */
export function openFolderFiles(world: Pick<World, 'processes'>, folder: string): FileSource {
  const run = (script: string, maxBytes: number): Promise<Ended> =>
    world.processes.run({ file: 'sh', args: ['-c', script] }, { maxBytes, timeoutMs: TIMEOUT_MS })
  return makeSource(folder, folder, run, async () => {})
}

function makeSource(
  name: string,
  root: string,
  run: (script: string, maxBytes: number) => Promise<Ended>,
  close: () => Promise<void>,
): FileSource {
  const ask = async (script: string, maxBytes: number): Promise<Uint8Array> => {
    const ended = await run(script, maxBytes)
    if (ended.ending.kind === 'exit' && ended.ending.code === 0) return ended.stdout
    throw pullFailed(name, decodeText(ended.stderr.subarray(-2048)).trim().split('\n'))
  }
  return {
    name,
    list: async (wish) =>
      parseFileListing(decodeText(await ask(planSysrootListing(wish, root), LISTING_BYTES))),
    read: async function* (files) {
      for (const group of groupFiles(files)) {
        const size = group.reduce((sum, file) => sum + file.size, 0)
        const paths = group.map(({ path }) => path)
        const data = await ask(planReadFiles(paths, root), size + 4096)
        if (data.length !== size)
          throw pullFailed(name, [`${paths[0] ?? ''} and what follows changed while it was read`])
        let at = 0
        for (const file of group) {
          yield { file, data: data.subarray(at, at + file.size) }
          at += file.size
        }
      }
    },
    close,
  }
}
