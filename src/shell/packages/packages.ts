import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { PackageIndex } from '../../core/packages/compact-index.ts'
import { compareDebianVersions } from '../../core/packages/debian-version.ts'
import { resolvePackages } from '../../core/packages/resolve-packages.ts'
import type { Tell } from '../../core/event.ts'
import { httpStatusOf } from '../../core/problem/download-problems.ts'
import { badPackage, noPackage } from '../../core/problem/package-problems.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import { nearestWord } from '../../core/text/nearest.ts'
import type { FetchedPackage, PackageRequest, PackageSet, Packages } from '../../ports/packages.ts'
import { fetchPackages } from './fetch-packages.ts'
import { fetchSource } from './fetch-source.ts'
import { findMirrors } from './find-mirrors.ts'
import { openDeb } from './open-deb.ts'
import { readIndex } from './read-index.ts'
import { readSuite } from './read-suite.ts'
import type { PackageTools, Suite } from './read-suite.ts'
import { unpackTar } from './unpack-tar.ts'

/** A client of Debian-style repositories that keeps everything under ferry's cache. */
export function makePackages(tools: Omit<PackageTools, 'folder'>): Packages {
  const all: PackageTools = { ...tools, folder: join(tools.host.cache, 'packages') }
  const fetch: Packages['fetch'] = (set, tell) => fetchPackages(set, all, tell)
  return {
    mirrors: async () => (await findMirrors(all.host, all.files, [])).map(({ base }) => base),
    resolve: (request, tell) => resolve(request, all, tell),
    fetch,
    obtain: async (request, tell) => {
      const attempt = async (wish: PackageRequest): Promise<readonly FetchedPackage[]> =>
        fetch(await resolve(wish, all, tell), tell)
      try {
        return await attempt(request)
      } catch (error) {
        if (!isGone(error)) throw error
        try {
          // The suite moved on, or the mirror is another one, since the cached answer was made.
          return await attempt({ ...request, refresh: true })
        } catch (again) {
          if (httpStatusOf(again) !== 404 || !request.pockets?.length) throw again
          const pockets = request.pockets.join(' and ')
          tell({
            kind: 'warning',
            text: `The mirror lacks packages of ${request.suite}'s ${pockets}; taking those of the release itself.`,
          })
          return attempt({ ...request, pockets: [], refresh: true })
        }
      }
    },
    find: async (request, tell) => {
      const found: PackageSet['packages'][number][] = []
      for (const { suite, index } of await openIndexes(request, all, tell)) {
        for (const name of request.names) {
          for (const entry of index.named(name))
            found.push({ ...entry, url: `${suite.mirror}/${entry.path}` })
        }
      }
      return found.toSorted((a, b) => compareDebianVersions(b.version, a.version))
    },
    source: (request, tell) => fetchSource(request, all, tell),
    unpack: async (packages, folder, options = {}) => {
      let bytes = 0
      for (const { file } of packages) {
        try {
          bytes += await unpackTar(await openDeb(file, all.files), folder, options)
        } catch (error) {
          if (error instanceof ProblemError || (error as NodeJS.ErrnoException).code) throw error
          throw badPackage(file, error instanceof Error ? error.message : String(error))
        }
      }
      return bytes
    },
  }
}

async function resolve(
  request: PackageRequest,
  tools: PackageTools,
  tell: Tell,
): Promise<PackageSet> {
  const { refresh, ...wish } = request
  const mirror = tools.host.env['FERRY_DEBIAN_MIRROR'] ?? ''
  const key = createHash('sha256')
    .update(JSON.stringify([wish, mirror]))
    .digest('hex')
    .slice(0, 24)
  const path = join(tools.folder, 'resolved', `${key}.json`)
  if (!refresh) {
    const kept = await readSet(path, tools)
    if (kept) return kept
  }
  const indexes = await openIndexes(request, tools, tell)
  const { entries, missing, notes } = resolvePackages(
    indexes.map(({ index }) => index),
    request,
  )
  if (missing.length > 0) {
    const names = indexes.flatMap(({ index }) => [...index.names()])
    throw noPackage(
      missing,
      request.suite,
      request.architecture,
      nearestWord(missing[0] ?? '', names),
    )
  }
  const packages = entries.map((entry) => {
    const home = indexes.find(({ index }) =>
      index.named(entry.name).some(({ sha256 }) => sha256 === entry.sha256),
    )
    return { ...entry, url: `${home?.suite.mirror ?? ''}/${entry.path}` }
  })
  const set: PackageSet = {
    suite: request.suite,
    architecture: request.architecture,
    packages,
    bytes: packages.reduce((sum, { size }) => sum + size, 0),
    notes,
  }
  await tools.files.write(path, JSON.stringify(set))
  return set
}

function isGone(error: unknown): boolean {
  return (
    httpStatusOf(error) === 404 ||
    (error instanceof ProblemError && error.problem.code === 'host/no-network')
  )
}

/** What a pocket (security, updates) may lack without stopping the work; a bad signature is not among it. */
const POCKET_LACKS: ReadonlySet<string> = new Set([
  'host/no-suite',
  'host/no-architecture',
  'host/hash-mismatch',
  'host/download-failed',
])

async function readSet(path: string, tools: PackageTools): Promise<PackageSet | undefined> {
  const text = await tools.files.readText(path)
  if (text === undefined) return undefined
  try {
    const set = JSON.parse(text) as PackageSet
    return Array.isArray(set.packages) ? set : undefined
  } catch {
    return undefined // Cut while it was written by something older; made anew.
  }
}

/** The indexes of the suite and of the pockets that are there (a suite may have no security pocket, as sid has none). */
async function openIndexes(
  request: Omit<PackageRequest, 'dependencies'>,
  tools: PackageTools,
  tell: Tell,
): Promise<readonly { readonly suite: Suite; readonly index: PackageIndex }[]> {
  const mirrors = await findMirrors(tools.host, tools.files, request.sources ?? [], tools.apt)
  const options = { refresh: request.refresh ?? false }
  const origin = request.origin ?? 'Debian'
  const opened: { suite: Suite; index: PackageIndex }[] = []
  const names = [
    request.suite,
    ...(request.pockets ?? []).map((pocket) => `${request.suite}-${pocket}`),
  ]
  for (const [number, name] of names.entries()) {
    try {
      const suite = await readSuite(name, origin, mirrors, options, tools, tell)
      for (const component of request.components ?? ['main']) {
        const index = await readIndex(suite, component, request.architecture, tools, tell)
        opened.push({ suite, index })
      }
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : ''
      if (number === 0 || !POCKET_LACKS.has(code)) throw error
      tell({
        kind: 'note',
        text: `${name} cannot be had for ${request.architecture} (${code}); going on without it.`,
      })
    }
  }
  return opened
}
