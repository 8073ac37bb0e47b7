import { XOR_PATCH_READER } from '../delta/format-xor-patch.ts'
import { quoteSh } from '../text/quote-sh.ts'
import { planIsSame } from './is-same-script.ts'
import { DECODERS } from './ship-coding.ts'
import type { ShipDecoder } from './ship-coding.ts'
import type { ShipDelta } from './ship-delta.ts'

/** What a file's bytes add up to; those that are there are checked on the board, the strongest that it has. */
export interface FileSums {
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly md5?: string
  /** POSIX cksum. */
  readonly cksum?: number
}

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
  /** There is room enough: it is not asked for. */
  readonly roomy?: boolean
  /** Folder with one folder a version: once there are sixteen, all but the newest eight are removed. */
  readonly prune?: string
  /** Files on the board that a delta may start from, whole paths; the first that is there is told. Else the old file at the place. */
  readonly bases?: readonly string[]
  /** The way of a delta that may be asked for. */
  readonly delta?: ShipDelta
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
 * What has a place of its own must be on the disk before it takes the old one's name, else a power cut can leave the name with
 * nothing behind it; and the name must be there before anybody is told that it is done. Seen on ext4: without the second the new name
 * and the old one's end were lost together.
 */
const SYNC = 'sync "$t" 2>/dev/null || sync\n'
const SYNC_NAME = 'sync "$d" 2>/dev/null || sync\n'

/** What `run` sends is sent again where it is gone: nobody waits for the disk. */
const SYNC_BESIDE = '(sync "$f" || sync) </dev/null >/dev/null 2>&1 &\n'

/** The line that follows what lies at the place; the host then says its word and sends the file, or ends its stdin. */
export const SHIP_READY = 'ready'

/** What the host answers to it. */
export interface ShipWord {
  readonly decoder: ShipDecoder
  /** Goes on behind what an earlier upload left. */
  readonly append?: boolean
  /** What is sent are differences to the file that was told. */
  readonly delta?: ShipDelta
  /** Of a delta of blocks: see formatBlockList. */
  readonly list?: readonly number[]
  /** Bytes that follow, where that is known and the board can count; else the end of stdin is theirs. */
  readonly bytes?: number
}

export function planShipGo({ decoder, append, delta, list = [], bytes = 0 }: ShipWord): string {
  const words = ['go', decoder, append === true ? '1' : '0', delta ?? 'whole', bytes, ...list]
  return `${words.join(' ')}\n`
}

/** The answer where nothing is to be sent. */
export const SHIP_NO = 'no\n'

/**
 * Puts a file in its place, in one session. First it tells what lies there, on the way, and how much room there is (lines for
 * readShipCheck); then it waits for the host's word. With it comes the file: written beside its place, checked, renamed. What an
 * interrupted upload of the same bytes left beside is taken over (`part`), that of others is removed: names carry the content's hash and the
 * number of the shell that writes or wrote; see docs/architecture.md. Each program that is started costs an emulated or old
 * board 10 to 50 ms: what can be done at the same time is. No `trap … EXIT`: the frame around has it.
 */
export function planShip(plan: ShipPlan): string {
  const { to, name, sums, mode, own, prune, fingerprint, bases = [] } = plan
  const changed = fingerprint === undefined ? '' : `${planIsSame(fingerprint)} || echo changed\n`
  const id = sums.sha256.slice(0, 16)
  return `LC_ALL=C; export LC_ALL
${planPlace(to, name)}
p=$d; while [ ! -d "$p" ]; do if [ -e "$p" ]; then printf 'blocked %s\\n' "$p"; break; fi; e=\${p%/*}; if [ "$e" = "$p" ]; then p=.; else p=\${e:-/}; fi; done
${plan.roomy === true ? '' : 'df -Pk "$p" 2>/dev/null &\n'}${SUM}
same() { case $s in ${planSumPatterns(sums)}) ;; *) false;; esac; }
${changed}printf 'path %s\\n' "$f"
b=$f
if [ -d "$f" ]; then echo directory; fi
if [ -f "$f" ]; then sum "$f"; if same${prune === undefined ? SURELY : ''}; then echo have; if [ -x "$f" ]; then echo executable; fi; else echo "lies $s"; fi; fi
${planBases(bases)}if [ -w "$p" ]; then l=w; else l=r; fi; printf '%s %s\\n' $l "$p"
${planTakeOver(id)}
wait
if command -v head >/dev/null 2>&1; then for l in sha256sum md5sum cksum; do if command -v $l >/dev/null 2>&1; then echo counts; break; fi; done; fi
echo mounts; while IFS= read -r l; do printf '%s\\n' "$l"; done </proc/self/mounts 2>/dev/null
echo ${SHIP_READY}
read -r g c a k y o || exit 0
if [ "$g" != go ]; then exit 0; fi
exec 4<&0 </dev/null
if [ -d "$f" ]; then exit ${SHIP_STATUS.directory}; fi
trap 'exit 1' HUP INT TERM
${own === undefined ? MAKE_FOLDER : planOwnFolder(own)}
t=$p/.ferry-${id}-$$.part; if [ "$a" = 1 ]; then t=$q; else if [ -e "$t" ] || [ -L "$t" ]; then rm -f "$t"; fi; set -C; { :; } >"$t" || exit ${SHIP_STATUS.write}; set +C; fi
${TAKE}
case "$g $k" in 'go whole') undo;; ${planDelta(plan.delta)}*) false;; esac >>"$t" || { if [ -s "$t" ] && (echo >"$t.x") 2>/dev/null; then rm -f "$t.x"; else rm -f "$t" "$t.x"; fi; exit ${SHIP_STATUS.write}; }
chmod ${mode.toString(8).padStart(4, '0')} "$t" & m=$!
sum "$t"; same || { n=$(wc -c <"$t"); echo $n >&2; if [ $n = 0 ] || [ $n -ge ${sums.size} ]; then rm -f "$t"; fi; exit ${SHIP_STATUS.mismatch}; }
if [ -n "$j" ]; then wait $j || { rm -f "$t"; exit ${SHIP_STATUS.folder}; }; fi
${prune === undefined ? SYNC : ''}wait $m && ${(mode & 0o111) === 0 ? '' : '[ -x "$t" ] && '}mv -f "$t" "$f" && [ ! -e "$t" ] || { rm -f "$t"; exit ${SHIP_STATUS.rename}; }
${prune === undefined ? SYNC_NAME : ''}printf 'placed %s\\n' "$f"
${prune === undefined ? '' : `${SYNC_BESIDE}${planPrune(prune)}`}`
}

/** Two files of one size are not the same for that. In a folder that is named by the content they are: nothing else is put there. */
const SURELY = ' && [ "${s%% *}" != size ]'

/** `$f`: the whole path; `$d`: its folder. `~/` is the home folder, and a relative path starts there. */
function planPlace(to: string, name: string): string {
  const path = to.startsWith('~/') ? to.slice(2) : to === '~' ? '.' : to
  const base = path.startsWith('/') ? quoteSh(path) : `"$HOME"/${quoteSh(path)}`
  const folder = to.endsWith('/') || to === '~'
  return `f=${base}; f=\${f%/}
if ${folder ? '[ 1 = 1 ]' : '[ -d "$f" ]'}; then f=$f/${quoteSh(name)}; fi
d=\${f%/*}; d=\${d:-/}`
}

/** `$s`: the strongest sum of a file that the board can make, with its name; its size where it has no tool. */
const SUM = `sum() { if command -v sha256sum; then set -- $(sha256sum <"$1"); s="sha256 $1"; elif command -v md5sum; then set -- $(md5sum <"$1"); s="md5 $1"; elif command -v cksum; then set -- $(cksum <"$1"); s="cksum $1 $2"; else set -- $(wc -c <"$1"); s="size $1"; fi; } >/dev/null 2>&1`

function planSumPatterns({ size, sha256, md5, cksum }: FileSums): string {
  return [
    `sha256 ${sha256}`,
    ...(md5 === undefined ? [] : [`md5 ${md5}`]),
    ...(cksum === undefined ? [] : [`cksum ${cksum} ${size}`]),
    `size ${size}`,
  ]
    .map((text) => `"${text}"`)
    .join('|')
}

function planBases(bases: readonly string[]): string {
  if (bases.length === 0) return ''
  return `i=0; for l in ${bases.map(quoteSh).join(' ')}; do if [ -s "$l" ]; then b=$l; echo "base $i"; break; fi; i=$((i+1)); done\n`
}

/**
 * `$q`: what an earlier upload of the same bytes left, taken over by a name of our own: moved, or copied where the shell that
 * writes it is still there (its line may be dead, or another ferry sends the same). Only in folders that nobody else writes: what lies
 * elsewhere may be somebody's trap. What was left of other bytes goes.
 */
function planTakeOver(id: string): string {
  return `mine() { [ -O "$1" ] && [ ! -L "$1" ] && [ ! -k "$1" ]; }
q=; e=$d; while :; do for l in "$e"/.ferry-*.part; do if [ -f "$l" ] || [ -L "$l" ]; then n=\${l##*-}; n=\${n%%.*}; u=; if [ ! -d "/proc/$n" ]; then u=1; fi
case $l in */.ferry-${id}-*) if [ -z "$q" ] && [ -s "$l" ] && mine "$e" && mine "$p" && mine "$l"; then q=$p/.ferry-${id}-$$.part; if [ -n "$u" ]; then mv -f "$l" "$q"; else cp "$l" "$q"; fi || { rm -f "$q"; q=; }; u=; fi;; esac
if [ -n "$u" ]; then rm -f "$l"; fi; fi; done; case $e in */?*) e=\${e%/*};; *) break;; esac; done
if [ -n "$q" ]; then sum "$q"; case $s in size*) rm -f "$q"; q=;; *) n=$(wc -c <"$q"); echo part $n "$s";; esac; fi`
}

/** `$y`: how many bytes of stdin are the file's, 0 for all that come. Nothing else reads it, or the file would wait for what was taken. */
const TAKE = `undo() { case $c in raw) take;; *) if [ "$y" = 0 ]; then unpack <&4; else take | unpack; fi;; esac; }
take() { if [ "$y" = 0 ]; then cat; else head -c "$y"; fi <&4; }
unpack() { case $c in ${Object.entries(DECODERS)
  .map(([word, command]) => `${word}) ${command};;`)
  .join(' ')} *) false;; esac; }`

/** Made while the bytes come: the nearest folder above takes the file meanwhile, which is on the same file system. */
const MAKE_FOLDER = `j=; if [ ! -d "$d" ]; then mkdir -p "$d" & j=$!; fi`

/** In a folder like /tmp somebody else may have made ours first, or make it at this very moment. */
function planOwnFolder({ folder, uid }: { readonly folder: string; readonly uid: number }): string {
  return `v=${quoteSh(folder)}
ours() { if [ -L "$v" ]; then exit ${SHIP_STATUS.owner}; fi; if [ -e "$v" ]; then set -- $(ls -ldn "$v"); if [ "$3" != ${uid} ]; then exit ${SHIP_STATUS.owner}; fi; fi; }
ours; (umask 077; mkdir -p "$v") || exit ${SHIP_STATUS.folder}
ours; mkdir -p "$d" || exit ${SHIP_STATUS.folder}
j=; p=\${d%/*}`
}

/** The literal part of a delta of blocks is no `part` of the file: its name has no hash, and goes with the next upload. */
const BLOCKS = `t2=$p/.ferry-l-$$.part; (set -C; : >"$t2") && undo >"$t2" && { set -- $o; n=1; while [ $# -gt 2 ]; do if [ $2 -gt 0 ]; then tail -c +$1 "$b" | head -c $2; fi; if [ $3 -gt 0 ]; then tail -c +$n "$t2" | head -c $3; n=$((n+$3)); fi; shift 3; done; }; r=$?; rm -f "$t2"; [ $r = 0 ]`

function planDelta(delta: ShipDelta | undefined): string {
  if (delta === undefined) return ''
  const ways = {
    zstd: 'take | zstd -dcq -D "$b"',
    xor: `undo | perl -e ${quoteSh(XOR_PATCH_READER)} "$b"`,
    blocks: BLOCKS,
  } satisfies Record<ShipDelta, string>
  return `'go ${delta}') ${ways[delta]};; `
}

/** Beside what follows: nobody waits for it. */
function planPrune(folder: string): string {
  const at = quoteSh(folder)
  return `set -- ${at}/????????????; if [ $# -ge ${MOST} ]; then (cd ${at} || exit; i=0; k=; for v in $(ls -1t); do case $v in *[!0-9a-f]*) ;; ????????????) i=$((i+1)); if [ $i -gt ${KEPT} ]; then k="$k $v"; fi;; esac; done; if [ -n "$k" ]; then rm -rf $k; fi) </dev/null >/dev/null 2>&1 & fi`
}
