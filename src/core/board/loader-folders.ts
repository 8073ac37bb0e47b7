import type { BoardFacts } from './board-facts.ts'

/**
 * The folders that glibc's loader looks through for what its cache has not (ld.so(8)): where the C library lies, with and without
 * /usr, and on systems that have a folder for each architecture (Debian) /lib and /usr/lib behind those. None where the
 * board is no glibc system or its libraries are not known.
 */
export function loaderFolders(board: BoardFacts): readonly string[] {
  const libc = board.libraries?.['libc.so.6']
  if (board.libc?.kind !== 'glibc' || libc === undefined) return []
  const folder = libc.slice(0, libc.lastIndexOf('/')).replace(/^\/usr(?=\/)/, '')
  // glibc-hwcaps and the tls folders of old are below the folder that is meant.
  const own = /^\/lib[^/]*(\/[^/]+-linux-[^/]+)?/.exec(folder)?.[0]
  if (own === undefined) return []
  const all = own.includes('-linux-') ? [own, '/lib'] : [own]
  return all.flatMap((place) => [place, `/usr${place}`])
}
