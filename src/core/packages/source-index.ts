import { compareDebianVersions } from './debian-version.ts'
import { parseStanzas } from './stanzas.ts'

/** A file of a source package. */
export interface SourceFile {
  readonly name: string
  /** Path below the mirror. */
  readonly path: string
  readonly sha256: string
  readonly size: number
}

/**
 * The files of the newest stanza of that name in a `Sources` index (Debian repository format); empty where there is none.
 * Older versions stay in it for packages that were built of them (`Extra-Source-Only`): their files may be gone.
 */
export function findSourceFiles(text: string, name: string): readonly SourceFile[] {
  const head = new RegExp(`^Package: ${name.replace(/[^A-Za-z0-9]/g, '\\$&')}$`, 'gm')
  const stanzas = [...text.matchAll(head)].flatMap(({ index }) => {
    const end = text.indexOf('\n\n', index)
    return [...parseStanzas(text.slice(index, end < 0 ? text.length : end))]
  })
  const [stanza] = stanzas
    .filter((one) => one.get('extra-source-only') !== 'yes')
    .toSorted((a, b) => compareDebianVersions(b.get('version') ?? '', a.get('version') ?? ''))
  const folder = stanza?.get('directory') ?? ''
  const files: SourceFile[] = []
  for (const line of (stanza?.get('checksums-sha256') ?? '').split('\n')) {
    const [, sha256, size, file] = /^([0-9a-f]{64}) (\d+) ([^\s/]+)$/.exec(line.trim()) ?? []
    if (sha256 === undefined || file === undefined) continue
    files.push({ name: file, path: `${folder}/${file}`, sha256, size: Number(size) })
  }
  return files
}
