import { parseStanzas } from './stanzas.ts'

/** A file of a source package. */
export interface SourceFile {
  readonly name: string
  /** Path below the mirror. */
  readonly path: string
  readonly sha256: string
  readonly size: number
}

/** The files of the newest stanza of that name in a `Sources` index (Debian repository format); empty where there is none. */
export function findSourceFiles(text: string, name: string): readonly SourceFile[] {
  const at = text.search(new RegExp(`^Package: ${name.replace(/[^A-Za-z0-9]/g, '\\$&')}$`, 'm'))
  if (at < 0) return []
  const end = text.indexOf('\n\n', at)
  const [stanza] = parseStanzas(text.slice(at, end < 0 ? text.length : end))
  const folder = stanza?.get('directory') ?? ''
  const files: SourceFile[] = []
  for (const line of (stanza?.get('checksums-sha256') ?? '').split('\n')) {
    const [, sha256, size, file] = /^([0-9a-f]{64}) (\d+) ([^\s/]+)$/.exec(line.trim()) ?? []
    if (sha256 === undefined || file === undefined) continue
    files.push({ name: file, path: `${folder}/${file}`, sha256, size: Number(size) })
  }
  return files
}
