import { encodeText } from '../bytes/encode-text.ts'

/** A folder of the host that has a twin on the board: a workspace, or a target folder outside of it. */
export interface MirrorRoot {
  /** Absolute, without a slash at its end. */
  readonly host: string
  /** Letters and digits, of the host's path. */
  readonly id: string
  /** The twin. */
  readonly board: string
}

/** The twin of a path; undefined where it is in none of the roots. */
export function toMirrorPath(roots: readonly MirrorRoot[], path: string): string | undefined {
  const root = rootOf(roots, path)
  return root && `${root.board}${slashes(path.slice(root.host.length))}`
}

/** The root that a path is in, the innermost one. */
export function rootOf(roots: readonly MirrorRoot[], path: string): MirrorRoot | undefined {
  return roots
    .filter(
      ({ host }) =>
        path === host || (path.startsWith(host) && /[\\/]/.test(path[host.length] ?? '')),
    )
    .toSorted((a, b) => b.host.length - a.host.length)[0]
}

/** Paths of the host inside a text (an environment variable), as the board has them. */
export function toMirrorText(roots: readonly MirrorRoot[], text: string): string {
  return roots
    .toSorted((a, b) => b.host.length - a.host.length)
    .reduce((so, { host, board }) => so.replaceAll(host, board), text)
}

/**
 * `env!("CARGO_MANIFEST_DIR")` and `env!("CARGO_BIN_EXE_app")` are in a test as text, their lengths in its code: another folder can
 * stand there if it is made as long, which slashes do (POSIX, XBD 4.13: several count as one). The shortest name of the twin that fits,
 * with slashes behind it; undefined where none does.
 */
export function padFolder(host: string, names: readonly string[]): string | undefined {
  const fitting = names.find((name) => name.length <= host.length)
  return fitting?.padEnd(host.length, '/')
}

/** Bytes with a text of the same length in place of another, wherever it stands; undefined where it stands nowhere. */
export function replaceText(bytes: Uint8Array, from: string, to: string): Uint8Array | undefined {
  const [before, after] = [encodeText(from), encodeText(to)]
  if (before.length !== after.length || before.length === 0) return undefined
  const [first = 0] = before
  let copy: Uint8Array | undefined
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1
    while (length < before.length && bytes[at + length] === before[length]) length++
    if (length < before.length) continue
    copy ??= bytes.slice()
    copy.set(after, at)
    at += length - 1
  }
  return copy
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
