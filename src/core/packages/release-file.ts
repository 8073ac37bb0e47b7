import { parseStanzas } from './stanzas.ts'

/** What a repository says about one suite (Debian repository format, "Release files"). */
export interface ReleaseFile {
  readonly origin: string
  readonly suite: string
  readonly codename: string
  readonly architectures: readonly string[]
  readonly components: readonly string[]
  /** True where indexes can be had by their hash, which no update of the mirror changes. */
  readonly byHash: boolean
  /** Path below the suite → its published sha256 and size. */
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>
}

/** Reads a Release file; undefined where it is none (no sha256 list). */
export function parseRelease(text: string): ReleaseFile | undefined {
  const [stanza] = parseStanzas(text)
  const list = stanza?.get('sha256')
  if (!stanza || list === undefined) return undefined
  const files = new Map<string, { sha256: string; size: number }>()
  for (const line of list.split('\n')) {
    const [, sha256, size, path] = /^([0-9a-f]{64})\s+(\d+)\s+(\S+)$/.exec(line.trim()) ?? []
    if (sha256 !== undefined && path !== undefined) files.set(path, { sha256, size: Number(size) })
  }
  return {
    origin: stanza.get('origin') ?? '',
    suite: stanza.get('suite') ?? '',
    codename: stanza.get('codename') ?? '',
    architectures: (stanza.get('architectures') ?? '').split(/\s+/),
    components: (stanza.get('components') ?? '').split(/\s+/),
    byHash: stanza.get('acquire-by-hash') === 'yes',
    files,
  }
}

/**
 * The text inside a clear-signed message (RFC 9580, 7), dash-escapes undone; undefined where it is none.
 * Text outside of the signed part is dropped. Says nothing about the signature.
 */
export function readClearsigned(text: string): string | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const begin = lines.indexOf('-----BEGIN PGP SIGNED MESSAGE-----')
  const end = lines.indexOf('-----BEGIN PGP SIGNATURE-----', begin)
  if (begin < 0 || end < 0) return undefined
  const blank = lines.indexOf('', begin)
  if (blank < 0 || blank >= end) return undefined
  return lines
    .slice(blank + 1, end)
    .map((line) => (line.startsWith('- ') ? line.slice(2) : line))
    .join('\n')
}
