import { join } from 'node:path'

import { parseAptSources } from '../../core/packages/apt-sources.ts'
import type { AptSource } from '../../core/packages/apt-sources.ts'
import type { Files } from '../../ports/files.ts'
import type { Host } from '../../ports/world.ts'

/** A place where packages may lie. */
export interface Mirror {
  /** Without a slash at the end. */
  readonly base: string
  /** Keyrings (paths) or keys (text) that the host trusts for it. */
  readonly signedBy: readonly string[]
  /** Suites that the entry names; empty: any. */
  readonly suites: readonly string[]
}

/**
 * Mirrors in the order in which they are asked: `FERRY_DEBIAN_MIRROR` (several, separated by spaces), then the host's apt
 * sources (both syntaxes, `mirror+file:` lists), then `more` (lines of the board's sources). `folder` is `/etc/apt`.
 */
export async function findMirrors(
  host: Pick<Host, 'env'>,
  files: Files,
  more: readonly string[],
  folder = '/etc/apt',
): Promise<readonly Mirror[]> {
  const named = (host.env['FERRY_DEBIAN_MIRROR'] ?? '').split(/\s+/).filter((word) => word !== '')
  if (named.length > 0) return named.map((base) => ({ base: trim(base), signedBy: [], suites: [] }))
  const texts = [await files.readText(join(folder, 'sources.list'))]
  const parts = join(folder, 'sources.list.d')
  for (const name of (await files.list(parts)).toSorted()) {
    if (/\.(sources|list)$/.test(name)) texts.push(await files.readText(join(parts, name)))
  }
  const own = texts.flatMap((text) => parseAptSources(text ?? ''))
  // What the board says may name mirrors, but no keys.
  const boards = parseAptSources(more.join('\n')).map((source) => ({ ...source, signedBy: [] }))
  const mirrors = new Map<string, Mirror>()
  for (const source of [...own, ...boards]) {
    for (const base of await basesOf(source, files)) {
      const known = mirrors.get(base)
      mirrors.set(base, {
        base,
        signedBy: [...new Set([...(known?.signedBy ?? []), ...source.signedBy])],
        suites: [...(known?.suites ?? []), ...source.suites],
      })
    }
  }
  return [...mirrors.values()]
}

async function basesOf(source: AptSource, files: Files): Promise<readonly string[]> {
  if (source.suites.every((suite) => suite.endsWith('/'))) return [] // flat repositories have no suites
  const bases: string[] = []
  for (const uri of source.uris) {
    const list = /^mirror\+file:\/*(\/.*)$/.exec(uri)?.[1]
    const lines =
      list === undefined
        ? [uri]
        : ((await files.readText(list)) ?? '').split('\n').map((line) => line.split(/\s/)[0] ?? '')
    bases.push(...lines.filter((line) => /^(https?|file):\/\//.test(line)).map(trim))
  }
  return bases
}

function trim(base: string): string {
  return base.replace(/\/+$/, '')
}
