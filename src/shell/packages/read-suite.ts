import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { parseRelease, readClearsigned } from '../../core/packages/release-file.ts'
import type { ReleaseFile } from '../../core/packages/release-file.ts'
import { httpStatusOf } from '../../core/problem/download-problems.ts'
import { noMirror, noSuite } from '../../core/problem/package-problems.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Downloads } from '../../ports/downloads.ts'
import type { Files } from '../../ports/files.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Host } from '../../ports/world.ts'
import type { Mirror } from './find-mirrors.ts'
import { verifyRelease, type SignedRelease } from './verify-release.ts'

/** What the parts of the package client share. */
export interface PackageTools {
  readonly host: Pick<Host, 'env' | 'cache'>
  readonly files: Files
  readonly processes: Processes
  readonly downloads: Downloads
  readonly clock: Clock
  /** `<cache>/packages`. */
  readonly folder: string
  /** apt's own configuration, `/etc/apt`. */
  readonly apt?: string
}

/** A suite on a mirror that has it. */
export interface Suite {
  readonly mirror: string
  readonly name: string
  readonly release: ReleaseFile
}

/** A Release file this old is asked for again; the releases of Debian change a few times a year, sid four times a day. */
const FRESH_MS = 12 * 3600_000

/**
 * Finds the suite on the first mirror that has it with the right Origin. The verified Release file is kept; a fresh one
 * needs no network, and an old one is used with a note where no mirror is reached.
 * Throws `host/no-mirror`, `host/no-suite`, `host/bad-signature`, `host/unknown-key`,
 * `host/expired-key`, `host/no-network`.
 */
export async function readSuite(
  name: string,
  origin: string,
  mirrors: readonly Mirror[],
  options: { readonly refresh: boolean },
  tools: PackageTools,
  tell: Tell,
): Promise<Suite> {
  const ordered = orderMirrors(name, mirrors)
  if (ordered.length === 0)
    throw noMirror(origin, [
      'FERRY_DEBIAN_MIRROR',
      '/etc/apt/sources.list',
      '/etc/apt/sources.list.d',
    ])
  const key = createHash('sha256')
    .update(JSON.stringify([name, origin, ordered.map(({ base }) => base)]))
    .digest('hex')
    .slice(0, 16)
  const path = join(tools.folder, 'suites', `${name}-${key}.txt`)
  const kept = await readKept(path, name, tools)
  if (kept && !options.refresh && tools.clock.now() - kept.at < FRESH_MS) return kept.suite

  const tried: string[] = []
  let unreached: unknown
  for (const mirror of ordered) {
    const folder = `${mirror.base}/dists/${name}`
    try {
      const { url, signed } = await fetchRelease(folder, tools)
      const text = signed.kind === 'inline' ? readClearsigned(signed.text) : signed.text
      const claims = parseRelease(text ?? '')?.origin ?? 'nobody'
      if (claims !== origin) {
        tried.push(`${mirror.base} is of ${claims}`)
        continue
      }
      const scratch = join(tools.folder, 'scratch', `${key}-${process.pid}`)
      let plain: string
      try {
        const { apt = '/etc/apt' } = tools
        plain = await verifyRelease(url, signed, mirror.signedBy, { ...tools, scratch, apt }, tell)
      } finally {
        await tools.files.remove(scratch)
      }
      const release = parseRelease(plain)
      if (!release) continue
      await tools.files.write(path, `${mirror.base}\n${plain}`)
      return { mirror: mirror.base, name, release }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (SIGNATURE_PROBLEMS.includes(error.problem.code)) throw error
      if (httpStatusOf(error) === undefined) unreached ??= error
      tried.push(`${mirror.base}: ${error.problem.why ?? error.problem.title}`)
    }
  }
  if (unreached === undefined) throw noSuite(name, tried)
  if (!kept) throw unreached
  tell({ kind: 'note', text: `No mirror answers; going on with what was read of ${name} before.` })
  return kept.suite
}

/** What is wrong with a signature is wrong with the mirror, or with this host's keys: no other one is asked. */
const SIGNATURE_PROBLEMS = ['host/bad-signature', 'host/unknown-key', 'host/expired-key']

/** InRelease; of a repository that has none, as older ones do, Release and Release.gpg. */
async function fetchRelease(
  folder: string,
  { downloads }: PackageTools,
): Promise<{ readonly url: string; readonly signed: SignedRelease }> {
  const limit = 4 * 1024 * 1024
  const url = `${folder}/InRelease`
  try {
    return { url, signed: { kind: 'inline', text: await downloads.text(url, limit) } }
  } catch (error) {
    if (!(error instanceof ProblemError) || httpStatusOf(error) !== 404) throw error
    const plain = `${folder}/Release`
    const text = await downloads.text(plain, limit).catch(() => {
      throw error
    })
    // Armoured, as Debian's tools write it: text.
    const signature = new TextEncoder().encode(await downloads.text(`${plain}.gpg`, 256 * 1024))
    return { url: plain, signed: { kind: 'detached', text, signature } }
  }
}

async function readKept(
  path: string,
  name: string,
  tools: PackageTools,
): Promise<{ suite: Suite; at: number } | undefined> {
  const [text, stat] = [await tools.files.readText(path), await tools.files.stat(path)]
  if (text === undefined || !stat) return undefined
  const line = text.indexOf('\n')
  const release = parseRelease(text.slice(line + 1))
  return release && { suite: { mirror: text.slice(0, line), name, release }, at: stat.mtimeMs }
}

/**
 * Mirrors whose entry names the suite come first, then those that name a sibling of it (`bookworm` beside `bookworm-updates`)
 * or any; for `…-security` a mirror's sibling `…-security` is tried, too, since Debian keeps it there.
 */
function orderMirrors(name: string, mirrors: readonly Mirror[]): readonly Mirror[] {
  const isSecurity = name.endsWith('-security')
  const siblings = isSecurity
    ? mirrors
        .filter(({ base }) => !base.endsWith('-security'))
        .map((mirror) => ({ ...mirror, base: `${mirror.base}-security`, suites: [] }))
    : []
  const all = [
    ...mirrors,
    ...siblings.filter(({ base }) => !mirrors.some((mirror) => mirror.base === base)),
  ]
  const score = (mirror: Mirror): number =>
    mirror.suites.includes(name) ? 0 : mirror.base.endsWith('-security') === isSecurity ? 1 : 2
  return all.toSorted((a, b) => score(a) - score(b))
}
