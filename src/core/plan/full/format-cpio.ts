import { encodeText } from '../../bytes/encode-text.ts'

/** An entry of an initial RAM file system. */
export type CpioEntry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'file'
      readonly path: string
      readonly data: Uint8Array
      readonly mode: number
    }
  | {
      readonly kind: 'device'
      readonly path: string
      readonly major: number
      readonly minor: number
    }

/** Type bits of a mode (inode(7)). */
const TYPES = { folder: 0o040000, link: 0o120000, file: 0o100000, device: 0o020000 } as const

/** The `newc` archive that the kernel unpacks as its first root (Documentation/driver-api/early-userspace/buffer-format.rst). Folders come before what is in them. */
export function formatCpio(entries: readonly CpioEntry[]): Uint8Array {
  const parts = entries.flatMap((entry, index) => formatEntry(entry, index + 1))
  parts.push(...formatRecord('TRAILER!!!', { inode: 0, mode: 0, links: 1 }, new Uint8Array(0)))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function formatEntry(entry: CpioEntry, inode: number): readonly Uint8Array[] {
  const type = TYPES[entry.kind]
  const { path } = entry
  if (entry.kind === 'file') {
    return formatRecord(path, { inode, mode: type | entry.mode, links: 1 }, entry.data)
  }
  if (entry.kind === 'link') {
    const target = encodeText(entry.target)
    return formatRecord(path, { inode, mode: type | 0o777, links: 1 }, target)
  }
  if (entry.kind === 'device') {
    const device = [entry.major, entry.minor] as const
    return formatRecord(path, { inode, mode: type | 0o600, links: 1, device }, new Uint8Array(0))
  }
  return formatRecord(
    path,
    { inode, mode: type | (entry.mode ?? 0o755), links: 2 },
    new Uint8Array(0),
  )
}

function formatRecord(
  path: string,
  facts: {
    readonly inode: number
    readonly mode: number
    readonly links: number
    readonly device?: readonly [number, number]
  },
  data: Uint8Array,
): readonly Uint8Array[] {
  const name = encodeText(`${path}\0`)
  const [major = 0, minor = 0] = facts.device ?? []
  const numbers = [
    facts.inode,
    facts.mode,
    0, // uid
    0, // gid
    facts.links,
    0, // mtime
    data.length,
    0, // device of the archive
    0,
    major,
    minor,
    name.length,
    0, // checksum, of another form
  ]
  const header = `070701${numbers.map((value) => value.toString(16).padStart(8, '0')).join('')}`
  return [...padded([encodeText(header), name]), ...padded([data])]
}

/** Name and content each end at a multiple of four. */
function padded(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return [...parts, new Uint8Array((4 - (length % 4)) % 4)]
}
