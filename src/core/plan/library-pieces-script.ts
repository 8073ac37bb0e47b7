import { quoteSh } from '../text/quote-sh.ts'
import { SECTION } from './probe-script.ts'

/** A part of a file of the board, in blocks of `PIECE_BLOCK` bytes. */
export interface LibraryPiece {
  readonly path: string
  readonly firstBlock: number
  readonly blocks: number
}

/** What `dd` counts by; every board that answers a probe can read so much at once. */
export const PIECE_BLOCK: number = 4096

/**
 * Reads parts of files: one POSIX sh script; `dd` and `wc` do the work (POSIX, and in every
 * busybox). Each answer is a line with the file's size (-1: it cannot be read) and the bytes. Where
 * the board's own settings bring other libraries into every program, a line says so.
 */
export function planLibraryPieces(pieces: readonly LibraryPiece[]): string {
  const calls = pieces.map(
    ({ path, firstBlock, blocks }) => `p ${quoteSh(path)} ${firstBlock} ${blocks}`,
  )
  return `LC_ALL=C; export LC_ALL
p() { n=; if [ -r "$1" ]; then n=$(wc -c <"$1"); fi 2>/dev/null
if [ -n "$n" ]; then echo "${SECTION}piece $((n))"; dd if="$1" bs=${PIECE_BLOCK} skip=$2 count=$3 2>/dev/null; else echo "${SECTION}piece -1"; fi; }
${calls.join('\n')}
if [ -s /etc/ld.so.preload ] || [ -n "$LD_LIBRARY_PATH$LD_PRELOAD" ]; then echo '${SECTION}preload'; fi
echo '${SECTION}end'`
}
