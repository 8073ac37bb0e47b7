/** One file system of /proc/self/mounts (proc(5), fstab(5)). */
export interface Mount {
  readonly path: string
  readonly type: string
  readonly options: readonly string[]
}

/** Reads lines of /proc/self/mounts; blanks in paths are written as octal there. Never throws. */
export function readMounts(lines: readonly string[]): readonly Mount[] {
  return lines.flatMap((line) => {
    const [, path, type, options] = line.split(' ')
    if (path === undefined || type === undefined || options === undefined) return []
    return [{ path: unescapeOctal(path), type, options: options.split(',') }]
  })
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

/** The file system that a path lies on: the longest mount point that holds it, the last of equals (it covers the others). */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    const holds = mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`)
    if (holds && (best === undefined || mount.path.length >= best.path.length)) best = mount
  }
  return best
}
