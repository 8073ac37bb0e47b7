import type { PackageEntry } from './package-entry.ts'

/**
 * Reads a `Packages` index (Debian repository format). Stanzas without name, version, file name, size or sha256 are left out.
 * One pass over the lines: an index has 65,000 stanzas and 50 MB.
 */
export function parsePackageIndex(text: string): readonly PackageEntry[] {
  const entries: PackageEntry[] = []
  let fields = new Fields()
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    if (end === start || (end === start + 1 && text.charCodeAt(start) === 13)) {
      const entry = fields.entry()
      if (entry) entries.push(entry)
      fields = new Fields()
    } else fields.take(text, start, end)
    start = end + 1
  }
  const last = fields.entry()
  if (last) entries.push(last)
  return entries
}

const WANTED = {
  Package: 'name',
  Version: 'version',
  Architecture: 'architecture',
  Filename: 'path',
  Size: 'size',
  'Installed-Size': 'installedSize',
  SHA256: 'sha256',
  'Pre-Depends': 'preDepends',
  Depends: 'depends',
  Provides: 'provides',
} as const satisfies Readonly<Record<string, string>>
type Field = (typeof WANTED)[keyof typeof WANTED]
const BY_NAME: ReadonlyMap<string, Field> = new Map(Object.entries(WANTED))

/** The wanted fields of the stanza that is being read. */
class Fields {
  private readonly values: Partial<Record<Field, string>> = {}
  private last: Field | undefined

  take(text: string, start: number, end: number): void {
    const first = text.charCodeAt(start)
    if (first === 32 || first === 9) {
      if (this.last) this.values[this.last] += ` ${text.slice(start, end).trim()}`
      return
    }
    const colon = text.indexOf(':', start)
    this.last = colon > start && colon < end ? BY_NAME.get(text.slice(start, colon)) : undefined
    if (this.last) this.values[this.last] = text.slice(colon + 1, end).trim()
  }

  entry(): PackageEntry | undefined {
    const { name, version, path, sha256, preDepends, depends } = this.values
    const size = Number(this.values.size)
    if (!name || !version || !path || !sha256 || !Number.isSafeInteger(size)) return undefined
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[A-Za-z0-9][A-Za-z0-9+.-]*$/.test(name))
      return undefined
    const installed = Number(this.values.installedSize ?? 0)
    return {
      name,
      version,
      architecture: this.values.architecture ?? '',
      path,
      size,
      installedSize: Number.isSafeInteger(installed) ? installed : 0,
      sha256,
      depends: [preDepends, depends].filter((text) => text).join(', '),
      provides: this.values.provides ?? '',
    }
  }
}
