import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { FetchedPackage, PackageSet, ResolvedPackage } from '../../ports/packages.ts'
import type { PackageTools } from './read-suite.ts'

/** Downloads at a time. */
const PARALLEL = 4

/** Downloads what the cache lacks. A file in the cache had its hash checked before it got its name; later only its size is looked at. */
export async function fetchPackages(
  set: PackageSet,
  tools: PackageTools,
  tell: Tell,
): Promise<readonly FetchedPackage[]> {
  const all = set.packages.map((entry) => ({ ...entry, file: fileOf(entry, tools) }))
  const absent: FetchedPackage[] = []
  for (const entry of all) {
    if ((await tools.files.stat(entry.file))?.size !== entry.size) absent.push(entry)
  }
  if (absent.length === 0) return all
  const total = absent.reduce((sum, { size }) => sum + size, 0)
  const id = `packages ${set.suite} ${set.architecture} ${absent[0]?.name ?? ''}`
  const started = tools.clock.ticks()
  tell({
    kind: 'step',
    id,
    text: `Downloading ${describe(absent)} of ${set.suite} for ${set.architecture}`,
  })
  const done = new Map<string, number>()
  const abort = new AbortController()
  const queue = absent.toSorted((a, b) => b.size - a.size)
  const worker = async (): Promise<void> => {
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      const { file, url, sha256, size } = entry
      await tools.downloads.toFile(url, file, {
        sha256,
        size,
        signal: abort.signal,
        onProgress: (bytes) => {
          done.set(file, bytes)
          const sum = [...done.values()].reduce((a, b) => a + b, 0)
          tell({ kind: 'progress', id, done: sum, total, unit: 'bytes' })
        },
      })
    }
  }
  const workers = await Promise.allSettled(
    Array.from({ length: PARALLEL }, () =>
      worker().catch((error: unknown) => {
        abort.abort()
        throw error
      }),
    ),
  )
  const failed = workers
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => reason as Error)
  const first = failed.find(({ name }) => name !== 'AbortError') ?? failed[0]
  if (first) throw first
  tell({ kind: 'step-done', id, text: formatSize(total), ms: tools.clock.ticks() - started })
  return all
}

function fileOf(entry: ResolvedPackage, tools: PackageTools): string {
  const name = entry.path.slice(entry.path.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9+._~-]/g, '_')
  return join(
    tools.folder,
    'debs',
    entry.sha256.slice(0, 2),
    `${entry.sha256.slice(0, 16)}-${name}`,
  )
}

function describe(entries: readonly FetchedPackage[]): string {
  const names = entries.slice(0, 3).map(({ name }) => name)
  const more = entries.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more packages` : names.join(', ')
}
