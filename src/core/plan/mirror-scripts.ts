import { quoteSh } from '../text/quote-sh.ts'
import type { MirrorRoot } from './mirror-roots.ts'
import { DECODERS } from './ship-coding.ts'
import type { ShipDecoder } from './ship-coding.ts'

export interface MirrorPlace {
  /** Folder of all twins. */
  readonly folder: string
  /** Where other users may write, too: this folder must belong to that user. */
  readonly own?: { readonly folder: string; readonly uid: number }
}

/** Exit statuses. */
export const MIRROR_STATUS = { owner: 15, folder: 10, unpack: 11 } as const

/**
 * Makes the twins' folders and tells what is in them, by ferry's own lists: `root ID`, then `file STAMP PATH` for each file. Where the
 * board's user may, the host's path leads to the twin: `linked` tells that it does; else a short name of its own (`alias`) may lead there.
 * What is there already is never touched.
 */
export function planMirrorLook(
  place: MirrorPlace,
  roots: readonly (MirrorRoot & { readonly alias: string })[],
): string {
  const each = roots.map(({ host, id, board, alias }) => {
    const [twin, mark] = [quoteSh(board), quoteSh(`.ferry-${id}`)]
    return `mkdir -p ${twin} && : >${twin}/${mark} || exit ${MIRROR_STATUS.folder}
echo root ${id}
leads() { if [ ! -e "$1" ] && [ ! -L "$1" ]; then mkdir -p "\${1%/*}" 2>/dev/null && ln -s ${twin} "$1" 2>/dev/null; fi; [ -e "$1"/${mark} ]; }
if leads ${quoteSh(host)}; then echo linked; elif leads ${quoteSh(alias)}; then echo alias; fi
if [ -f ${twin}.list ]; then cat ${twin}.list; fi`
  })
  return `umask 077\n${planOwner(place)}mkdir -p ${quoteSh(place.folder)} || exit ${MIRROR_STATUS.folder}
${each.join('\n')}
${planPruneTwins(place)}`
}

/** Twins that stay, and how many there may be before the others go. */
const KEPT = 8
const MOST = 16

function planPruneTwins({ folder }: MirrorPlace): string {
  const at = quoteSh(folder)
  return `set -- ${at}/????????.list; if [ $# -ge ${MOST} ]; then (cd ${at} && i=0; for l in $(ls -1t); do case $l in ????????.list) i=$((i+1)); if [ $i -gt ${KEPT} ]; then rm -rf "$l" "\${l%.list}"; fi;; esac; done) </dev/null >/dev/null 2>&1; fi`
}

/**
 * Takes a tar of files (`ID/path`, and `ID.list` as the last) from stdin. The old lists go first: what is interrupted is sent again
 * whole. `stale` are paths like `ID/path` that go.
 */
export function planMirrorFill(
  place: MirrorPlace,
  roots: readonly MirrorRoot[],
  stale: readonly string[],
  decoder: ShipDecoder,
): string {
  const lists = roots.map(({ id }) => quoteSh(`${id}.list`))
  const unpack = decoder === 'raw' ? '' : `${DECODERS[decoder]} | `
  return `umask 077
cd ${quoteSh(place.folder)} || exit ${MIRROR_STATUS.folder}
rm -f ${[...lists, ...stale.map((path) => quoteSh(`./${path}`))].join(' ')}
${unpack}tar xf - || exit ${MIRROR_STATUS.unpack}
for l in ${lists.join(' ')}; do if [ ! -f "$l" ]; then exit ${MIRROR_STATUS.unpack}; fi; done`
}

/** In a folder like /tmp somebody else may have made ours first. */
function planOwner({ own }: MirrorPlace): string {
  if (!own) return ''
  return `b=${quoteSh(own.folder)}
ours() { if [ -L "$b" ]; then exit ${MIRROR_STATUS.owner}; fi; if [ -e "$b" ]; then set -- $(ls -ldn "$b"); if [ "$3" != ${own.uid} ]; then exit ${MIRROR_STATUS.owner}; fi; fi; }
ours; mkdir -p "$b" || exit ${MIRROR_STATUS.folder}; ours
`
}
