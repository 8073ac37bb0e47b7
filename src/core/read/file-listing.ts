/** One file or symbolic link of a listing; folders and devices are left out. */
export interface ListedFile {
  /** From the root, without a leading slash. */
  readonly path: string
  readonly kind: 'file' | 'link'
  readonly size: number
  /** Changes when the file was changed, as far as the listing tells: size and time as they were printed. */
  readonly stamp: string
  /** What a link points to, as written. */
  readonly target?: string
}

/**
 * What `ls -ln` printed (POSIX ls; GNU, busybox and toybox alike), of names on the command line and of folders by `-R`, where
 * a line `FOLDER:` stands before their entries. A line `@` ends such a block. What does not read as an entry is left out, and
 * so are names that lead out or hold white space or control characters. Never throws.
 */
export function parseFileListing(text: string): readonly ListedFile[] {
  const files = new Map<string, ListedFile>()
  let folder = ''
  for (const line of text.split('\n')) {
    if (line === '@') folder = ''
    const head = /^(\/?[^\s:][^\s]*):$/.exec(line)?.[1]
    if (head !== undefined) folder = `${head.replace(/\/+$/, '')}/`
    const entry = parseEntry(line, folder)
    if (entry) files.set(entry.path, entry)
  }
  return [...files.values()]
}

/** Type and mode, links, owner, group, size, three words of time, name, and for a link `-> TARGET`. */
const ENTRY =
  /^([-l])[-rwxsStT]{9}[.+@]?\s+\d+\s+\d+\s+\d+\s+(\d{1,12})\s+(\S+\s+\S+\s+\S+)\s(\S+)(?: -> (\S+))?$/

function parseEntry(line: string, folder: string): ListedFile | undefined {
  const [, type, size = '0', time = '', name = '', target] = ENTRY.exec(line) ?? []
  if (type === undefined || (type === 'l') !== (target !== undefined)) return undefined
  const path = `${folder}${name}`.replace(/^\/+/, '')
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined
  if (!isPlain(path) || (target !== undefined && !isPlain(target))) return undefined
  return {
    path,
    kind: type === 'l' ? 'link' : 'file',
    size: Number(size),
    stamp: `${size} ${time.replaceAll(/\s+/g, ' ')}${target === undefined ? '' : ` ${target}`}`,
    ...(target === undefined ? {} : { target }),
  }
}

/** Printable ASCII. */
function isPlain(text: string): boolean {
  return /^[!-~]+$/.test(text)
}
