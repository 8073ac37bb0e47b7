import type { BoardFacts } from '../board/board-facts.ts'

/**
 * Is this program loader on the board? By the list of those that were found; else by the loader of
 * the board's own programs; undefined where neither is known. An empty list means that there is none
 * (a system of static programs). `/lib` and `/usr/lib` are one folder
 * on merged systems, so a loader under the one counts under the other only where it is listed.
 */
export function isLoaderThere(path: string, board: BoardFacts): boolean | undefined {
  const own = board.userland?.interpreter
  const listed = board.interpreters
  if (path === own || listed?.includes(path) === true) return true
  if (Object.values(board.libraries ?? {}).includes(path)) return true
  if (listed !== undefined) return false
  return own === undefined ? undefined : false
}

/** Whose loader a path is: `glibc`, `musl`, `uclibc`, `bionic`, or `unknown`. */
export function loaderKind(path: string): 'glibc' | 'musl' | 'uclibc' | 'bionic' | 'unknown' {
  if (path.includes('ld-musl')) return 'musl'
  if (path.includes('uClibc')) return 'uclibc'
  if (path.includes('/system/bin/linker')) return 'bionic'
  if (/\/ld(-linux[^/]*|64|\d*)\.so\.\d$/.test(path)) return 'glibc'
  return 'unknown'
}
