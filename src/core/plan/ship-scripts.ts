import { planIsSame } from './probe-script.ts'
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

/** How the bytes travel. */
export type ShipCoding = 'zstd' | 'gzip' | 'raw'

/** What undoes a coding on the board; `gunzip` stands for gzip where that alone is there. */
const DECODERS = {
  raw: 'cat',
  zstd: 'zstd -dcq',
  gzip: 'gzip -dc',
  gunzip: 'gunzip -c',
} as const

/** The word that asks for a decoder. */
export type ShipDecoder = keyof typeof DECODERS

export interface ShipPlan {
  /** Path on the board, as the user wrote it: `~/bin/app`, `/opt/app/`, `app`. */
  readonly to: string
  /** Name of the file where `to` is a folder. */
  readonly name: string
  readonly sums: FileSums
  /** Octal, e.g. 0o755. */
  readonly mode: number
  /** Set for places that others may write: that folder must belong to this user, by its number, and be no link. */
  readonly own?: { readonly folder: string; readonly uid: number }
  /** The board's fingerprint when it was last asked what it is; `changed` is told where it is another one. */
  readonly fingerprint?: string
  /** Folder with one folder a version: once there are sixteen, all but the newest eight are removed. */
  readonly prune?: string
}

/** Exit statuses of the script. */
export const SHIP_STATUS = {
  folder: 10,
  write: 11,
  directory: 12,
  mismatch: 13,
  rename: 14,
  owner: 15,
} as const

/** Versions of a program that stay, and how many there may be before the others go: looking costs nothing, removing two programs. */
const KEPT = 8
const MOST = 16

/**
 * What has a place of its own must be on the disk before it takes the old one's name: else a power cut can leave the name with
 * nothing behind it. What `run` sends is sent again where it is gone.
 */
const SYNC = 'sync "$t" 2>/dev/null || sync\n'

/** The line that follows what lies at the place; the host then says `go DECODER` and sends the file, or ends its stdin. */
export const SHIP_READY = 'ready'

/** What the host answers to it. */
export function planShipGo(decoder: ShipDecoder): string {
  return `go ${decoder}\n`
}

/**
 * Puts a file in its place, in one session. First it tells what lies there, on the way, and how much room there is (lines for
 * readShipCheck); then it waits for the host's word. With it comes the file: written beside its place, checked, renamed. What an
 * interrupted upload left behind is removed: its name carries the number of the shell that wrote it, and that one is
 * gone. Each program that is started costs an emulated or old board 10 to 50 ms: what can be done at the same time is. No `trap … EXIT`: the frame
 * around has it.
 */
export function planShip(plan: ShipPlan): string {
  const { to, name, sums, mode, own, prune, fingerprint } = plan
  const changed = fingerprint === undefined ? '' : `${planIsSame(fingerprint)} || echo changed\n`
  const decoders = Object.entries(DECODERS).map(([word, command]) => `'go ${word}') ${command};;`)
  return `LC_ALL=C; export LC_ALL
${planPlace(to, name)}
p=$d; while [ ! -d "$p" ]; do if [ -e "$p" ]; then echo "blocked $p"; break; fi; e=\${p%/*}; if [ "$e" = "$p" ]; then p=.; else p=\${e:-/}; fi; done
df -Pk "$p" 2>/dev/null &
${changed}echo "path $f"
if [ -d "$f" ]; then echo directory; fi
if [ -f "$f" ] && ${planSumTest('"$f"', sums)}; then echo have; if [ -x "$f" ]; then echo executable; fi; fi
if [ -w "$p" ]; then echo "w $p"; else echo "r $p"; fi
wait
echo mounts; while IFS= read -r l; do printf '%s\\n' "$l"; done </proc/self/mounts 2>/dev/null
echo ${SHIP_READY}
IFS= read -r go || exit 0
if [ -d "$f" ]; then exit ${SHIP_STATUS.directory}; fi
trap 'rm -f "$t"; exit 1' HUP INT TERM
${own === undefined ? MAKE_FOLDER : planOwnFolder(own)}
t=$p/.ferry-$$.part
e=$d; while :; do for l in "$e"/.ferry-*.part; do n=\${l##*/.ferry-}; n=\${n%.part}; if [ -e "$l" ] && [ ! -d "/proc/$n" ]; then rm -f "$l"; fi; done; case $e in */?*) e=\${e%/*};; *) break;; esac; done
: >"$t" || exit ${SHIP_STATUS.write}
chmod ${mode.toString(8).padStart(4, '0')} "$t" & c=$!
case $go in ${decoders.join(' ')} *) false;; esac >"$t" || { rm -f "$t"; exit ${SHIP_STATUS.write}; }
${planSumTest('"$t"', sums)} || { wc -c <"$t" >&2; rm -f "$t"; exit ${SHIP_STATUS.mismatch}; }
if [ -n "$k" ]; then wait $k || { rm -f "$t"; exit ${SHIP_STATUS.folder}; }; fi
${prune === undefined ? SYNC : ''}wait $c && mv -f "$t" "$f" || { rm -f "$t"; exit ${SHIP_STATUS.rename}; }
echo "placed $f"
${prune === undefined ? '' : planPrune(prune)}`
}

/** Made while the bytes come: the nearest folder above takes the file meanwhile, which is on the same file system. */
const MAKE_FOLDER = `k=; if [ ! -d "$d" ]; then mkdir -p "$d" & k=$!; fi`

/** In a folder like /tmp somebody else may have made ours first, or make it at this very moment. */
function planOwnFolder({ folder, uid }: { readonly folder: string; readonly uid: number }): string {
  return `b=${quoteSh(folder)}
ours() { if [ -L "$b" ]; then exit ${SHIP_STATUS.owner}; fi; if [ -e "$b" ]; then set -- $(ls -ldn "$b"); if [ "$3" != ${uid} ]; then exit ${SHIP_STATUS.owner}; fi; fi; }
ours; (umask 077; mkdir -p "$b") || exit ${SHIP_STATUS.folder}
ours; mkdir -p "$d" || exit ${SHIP_STATUS.folder}
k=; p=$d`
}

/** Beside what follows: nobody waits for it. */
function planPrune(folder: string): string {
  const at = quoteSh(folder)
  return `set -- ${at}/????????????; if [ $# -ge ${MOST} ]; then (i=0; for v in $(ls -1t ${at}); do case $v in *[!0-9a-f]*) ;; ????????????) i=$((i+1)); if [ $i -gt ${KEPT} ]; then rm -rf ${at}/$v; fi;; esac; done) </dev/null >/dev/null 2>&1 & fi`
}
