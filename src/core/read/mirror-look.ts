/** What a board has of one root. */
export interface MirrorLook {
  /** The host's own path leads to the twin. */
  readonly linked: boolean
  /** The short name does. */
  readonly alias: boolean
  /** Path below the root → stamp. */
  readonly files: ReadonlyMap<string, string>
}

/** Reads the answer to planMirrorLook. Lines that are none of it are left out: whatever is not known is sent again. */
export function readMirrorLook(text: string): ReadonlyMap<string, MirrorLook> {
  const roots = new Map<string, { linked: boolean; alias: boolean; files: Map<string, string> }>()
  let root: { linked: boolean; alias: boolean; files: Map<string, string> } | undefined
  for (const line of text.split('\n')) {
    const [, kind, rest = ''] = /^(root|linked|alias|file)(?: (.*))?$/.exec(line) ?? []
    if (kind === 'root') {
      root = { linked: false, alias: false, files: new Map() }
      roots.set(rest, root)
    } else if (!root) continue
    else if (kind === 'linked') root.linked = true
    else if (kind === 'alias') root.alias = true
    else if (kind === 'file') {
      const [, stamp, path] = /^(\S+) (.+)$/.exec(rest) ?? []
      if (stamp !== undefined && path !== undefined) root.files.set(path, stamp)
    }
  }
  return roots
}

/** The list of a root as the board keeps it. */
export function formatMirrorList(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, stamp]) => `file ${stamp} ${path}\n`).join('')
}
