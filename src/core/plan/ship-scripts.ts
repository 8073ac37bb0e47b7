import { quoteSh } from '../text/quote-sh.ts'

/** What a file's bytes add up to; those that are there are checked on the board, the strongest that it has. */
export interface FileSums {
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly md5?: string
  /** POSIX cksum. */
  readonly cksum?: number
}

export interface ShipCheck {
  /** Path on the board, as the user wrote it: `~/bin/app`, `/opt/app/`, `app`. */
  readonly to: string
  /** Name of the file where `to` is a folder. */
  readonly name: string
  readonly sums: FileSums
}

/**
 * One look before anything is sent: is the file there already, what lies on the way, and how much room is
 * there. Answer: lines for readShipCheck.
 */
export function planShipCheck({ to, name, sums }: ShipCheck): string {
  return `LC_ALL=C; export LC_ALL
${planPlace(to, name)}
echo "path $f"
if [ -d "$f" ]; then echo directory; fi
if [ -f "$f" ] && ${planSumTest('"$f"', sums)}; then echo have; if [ -x "$f" ]; then echo executable; fi; fi
while [ ! -d "$d" ]; do if [ -e "$d" ]; then echo "blocked $d"; break; fi; e=\${d%/*}; if [ "$e" = "$d" ]; then d=.; else d=\${e:-/}; fi; done
if [ -w "$d" ]; then echo "w $d"; else echo "r $d"; fi
echo df; df -Pk "$d" 2>/dev/null
echo mounts; while IFS= read -r l; do printf '%s\\n' "$l"; done </proc/self/mounts 2>/dev/null`
}

/** `$f`: the whole path; `$d`: its folder. `~/` is the home folder, and a relative path starts there. */
function planPlace(to: string, name: string): string {
  const path = to.startsWith('~/') ? to.slice(2) : to === '~' ? '.' : to
  const base = path.startsWith('/') ? quoteSh(path) : `"$HOME"/${quoteSh(path)}`
  const folder = to.endsWith('/') || to === '~'
  return `f=${base}; f=\${f%/}
if ${folder ? '[ 1 = 1 ]' : '[ -d "$f" ]'}; then f=$f/${quoteSh(name)}; fi
d=\${f%/*}; d=\${d:-/}`
}

/** A test of the file by the strongest sum that the board can make; by its size where it has no tool. */
function planSumTest(path: string, sums: FileSums): string {
  const tests = [
    `command -v sha256sum >/dev/null; then set -- $(sha256sum <${path}); [ "$1" = ${sums.sha256} ]`,
    ...(sums.md5 === undefined
      ? []
      : [`command -v md5sum >/dev/null; then set -- $(md5sum <${path}); [ "$1" = ${sums.md5} ]`]),
    ...(sums.cksum === undefined
      ? []
      : [
          `command -v cksum >/dev/null; then set -- $(cksum <${path}); [ "$1 $2" = "${sums.cksum} ${sums.size}" ]`,
        ]),
  ]
  return `{ if ${tests.join('; elif ')}; else set -- $(wc -c <${path}); [ "$1" = ${sums.size} ]; fi; } 2>/dev/null`
}

/** How the bytes travel, and what undoes that on the board. */
export type ShipCoding = 'zstd' | 'gzip' | 'raw'

export interface ShipUpload {
  readonly to: string
  readonly name: string
  readonly sums: FileSums
  /** Octal, e.g. 0o755. */
  readonly mode: number
  /** The command on the board that undoes the coding. */
  readonly decoder: string
  /** Set for places that others may write: that folder must belong to this user, by its number, and be no link. */
  readonly own?: { readonly folder: string; readonly uid: number }
  /** Folder with one folder a version: all but the newest eight are removed. */
  readonly prune?: string
}

/** Exit statuses of the upload script. */
export const SHIP_STATUS = {
  folder: 10,
  write: 11,
  directory: 12,
  mismatch: 13,
  rename: 14,
  owner: 15,
} as const

/** Versions of a program that stay. */
const KEPT = 8

/**
 * What has a place of its own must be on the disk before it takes the old one's name: else a power cut can leave the name with
 * nothing behind it. What `run` sends is sent again where it is gone.
 */
const SYNC = 'sync "$t" 2>/dev/null || sync\n'

/**
 * Takes the file from stdin, writes it beside its place, checks it, renames it. What an interrupted upload
 * left behind is removed: its name carries the number of the shell that wrote it, and that one is gone. No
 * `trap … EXIT`: the frame around has it.
 */
export function planShipUpload(upload: ShipUpload): string {
  const { to, name, sums, mode, decoder, own, prune } = upload
  return `LC_ALL=C; export LC_ALL
${planPlace(to, name)}
if [ -d "$f" ]; then exit ${SHIP_STATUS.directory}; fi
t=$d/.ferry-$$.part
trap 'rm -f "$t"; exit 1' HUP INT TERM
${own === undefined ? `mkdir -p "$d" || exit ${SHIP_STATUS.folder}` : planOwnFolder(own)}
for p in "$d"/.ferry-*.part; do n=\${p##*/.ferry-}; n=\${n%.part}; if [ -e "$p" ] && [ ! -d "/proc/$n" ]; then rm -f "$p"; fi; done
${decoder} >"$t" || { rm -f "$t"; exit ${SHIP_STATUS.write}; }
${planSumTest('"$t"', sums)} || { wc -c <"$t" >&2; rm -f "$t"; exit ${SHIP_STATUS.mismatch}; }
${prune === undefined ? SYNC : ''}chmod ${mode.toString(8).padStart(4, '0')} "$t" && mv -f "$t" "$f" || { rm -f "$t"; exit ${SHIP_STATUS.rename}; }
echo "path $f"
${prune === undefined ? '' : planPrune(prune)}`
}

/** In a folder like /tmp somebody else may have made ours first, or make it at this very moment. */
function planOwnFolder({ folder, uid }: { readonly folder: string; readonly uid: number }): string {
  return `b=${quoteSh(folder)}
ours() { if [ -L "$b" ]; then exit ${SHIP_STATUS.owner}; fi; if [ -e "$b" ]; then set -- $(ls -ldn "$b"); if [ "$3" != ${uid} ]; then exit ${SHIP_STATUS.owner}; fi; fi; }
ours; (umask 077; mkdir -p "$b") || exit ${SHIP_STATUS.folder}
ours; mkdir -p "$d" || exit ${SHIP_STATUS.folder}`
}

function planPrune(folder: string): string {
  return `i=0; for v in $(ls -1t ${quoteSh(folder)}); do case $v in *[!0-9a-f]*) ;; ????????????) i=$((i+1)); if [ $i -gt ${KEPT} ]; then rm -rf ${quoteSh(folder)}/$v; fi;; esac; done`
}
