import type { BoardFacts } from '../core/board/board-facts.ts'
import { formatSize } from '../core/text/format-size.ts'
import { renderRows } from './rows-text.ts'
import { wrapLines } from './wrap-lines.ts'

/** What a board is, a line a part; `unknown` where the probe could not read it. */
export function renderBoard(facts: BoardFacts, why: readonly string[]): string {
  const { cpu, kernel, userland, libc, os, memory } = facts
  const rows: (readonly [string, string])[] = [
    ['board', facts.board?.model ?? 'unknown'],
    ['compatible', facts.board?.compatible?.join(', ') ?? 'unknown'],
    [
      'cpu',
      `${cpu?.core ?? 'unknown'}${cpu?.count === undefined ? '' : `, ${cpu.count} ${cpu.count === 1 ? 'core' : 'cores'}`}`,
    ],
    ['features', cpu?.features?.join(' ') ?? 'unknown'],
    [
      'kernel',
      `${kernel?.machine ?? 'unknown'}, ${kernel?.release ?? 'unknown'}, pages of ${kernel?.pageSize ?? '?'} bytes`,
    ],
    [
      'userland',
      userland === undefined
        ? 'unknown'
        : `${userland.machine}, ${userland.bits} bits, ${userland.endian} endian${userland.floatAbi === undefined ? '' : `, ${userland.floatAbi} float`}`,
    ],
    ['interpreter', userland?.interpreter ?? 'unknown'],
    [
      'libc',
      libc === undefined
        ? 'unknown'
        : `${libc.kind} ${libc.version ?? '(version unknown)'}${facts.time64 === true ? ', 64-bit time_t' : ''}`,
    ],
    ['system', os?.name ?? [os?.id, os?.version].filter(Boolean).join(' ') ?? 'unknown'],
    ['init', facts.init ?? 'unknown'],
    ['memory', memory?.totalBytes === undefined ? 'unknown' : formatSize(memory.totalBytes)],
    [
      'libraries',
      facts.libraries === undefined ? 'unknown' : `${Object.keys(facts.libraries).length}`,
    ],
    ['tools', facts.tools?.join(' ') ?? 'unknown'],
    ['sudo', facts.sudo ?? 'unknown'],
    ...(facts.places ?? []).map((place) => ['writes to', placeText(place)] as const),
    ...(facts.inferred ? [['inferred', `${facts.inferred.join(', ')} (not read)`] as const] : []),
    ...(facts.unknown ?? []).map((text) => ['unknown', text] as const),
    ['target', facts.target ?? 'none'],
    ...why.map((text) => ['because', text] as const),
  ]
  return wrapLines(renderRows(rows))
}

function placeText(place: NonNullable<BoardFacts['places']>[number]): string {
  const notes = [
    place.freeBytes === undefined ? undefined : `${formatSize(place.freeBytes)} free`,
    place.type,
    place.readOnly ? 'read-only' : undefined,
    place.noexec ? 'noexec' : undefined,
    place.writable === false ? 'not writable' : undefined,
  ].filter((note) => note !== undefined)
  return notes.length === 0 ? place.path : `${place.path} (${notes.join(', ')})`
}
