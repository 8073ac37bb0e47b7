import { SHIP_READY } from '../plan/ship-scripts.ts'
import { mountOf, readMounts } from './mounts.ts'
import { readDf } from './probed-places.ts'

/** A sum that the board made. */
export interface BoardSum {
  readonly kind: 'sha256' | 'md5' | 'cksum'
  /** Lower-case hex; of cksum the number and the size, with a blank between. */
  readonly value: string
}

/** What lies at a place on the board; see planShip. */
export interface ShipPlace {
  /** The whole path there; undefined where the answer is none. */
  readonly path?: string
  /** The same bytes are there already. */
  readonly have: boolean
  /** The board is not what it was when it was last asked. */
  readonly changed: boolean
  readonly executable: boolean
  /** Other bytes are there. */
  readonly lies?: BoardSum
  /** Which of the bases that were asked for is there. */
  readonly base?: number
  /** What an earlier upload left of these bytes. */
  readonly part?: { readonly size: number; readonly sum: BoardSum }
  /** The path is a folder even with the file's name behind it. */
  readonly directory: boolean
  /** It can take a number of bytes and leave those behind, and has more than the size to know them by. */
  readonly counts: boolean
  /** A file stands where a folder should be. */
  readonly blocked?: string
  /** The folder that exists, or the nearest above it. */
  readonly folder?: string
  readonly writable: boolean
  readonly freeBytes?: number
  readonly noexec: boolean
  readonly readOnly: boolean
}

/** Has the board told all that it tells before it waits for the host's word? */
export function isShipReady(text: string): boolean {
  return text.startsWith(`${SHIP_READY}\n`) || text.includes(`\n${SHIP_READY}\n`)
}

/** Has the board told that the file is in its place? */
export function isShipPlaced(text: string): boolean {
  return /^placed /m.test(text.slice(text.indexOf(SHIP_READY)))
}

/** Reads what planShip tells before the file is sent. Never throws. */
export function readShipCheck(text: string): ShipPlace {
  const lines = text.split('\n').slice(0, 5000)
  const mountsAt = lines.indexOf('mounts')
  const head = lines.slice(0, mountsAt < 0 ? undefined : mountsAt)
  const after = (word: string): string | undefined =>
    head.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1)
  const path = after('path')
  const folder = after('w') ?? after('r')
  const blocked = after('blocked')
  const lies = readSum(after('lies'))
  const base = readNumber(after('base'))
  const part = readPart(after('part'))
  const mount =
    folder === undefined || mountsAt < 0
      ? undefined
      : mountOf(readMounts(lines.slice(mountsAt + 1)), folder)
  // One file system was asked for: its only line, whatever its mount point is called. It stands anywhere among the others.
  const free = [...readDf(head).values()]
  return {
    ...(path === undefined ? {} : { path }),
    have: head.includes('have'),
    changed: head.includes('changed'),
    executable: head.includes('executable'),
    ...(lies ? { lies } : {}),
    ...(base === undefined ? {} : { base }),
    ...(part ? { part } : {}),
    directory: head.includes('directory'),
    counts: head.includes('counts'),
    ...(blocked === undefined ? {} : { blocked }),
    ...(folder === undefined ? {} : { folder }),
    writable: after('w') !== undefined,
    ...(free[0] === undefined ? {} : { freeBytes: free[0] }),
    noexec: mount?.options.includes('noexec') ?? false,
    readOnly: mount?.options.includes('ro') ?? false,
  }
}

function readPart(text: string | undefined): ShipPlace['part'] {
  const [, digits = '', rest = ''] = /^(\d+) (.*)$/.exec(text ?? '') ?? []
  const [size, sum] = [readNumber(digits), readSum(rest)]
  return size !== undefined && size > 0 && sum ? { size, sum } : undefined
}

function readSum(text: string | undefined): BoardSum | undefined {
  const found = /^(?:(sha256) ([0-9a-f]{64})|(md5) ([0-9a-f]{32})|(cksum) (\d+ \d+))$/.exec(
    text ?? '',
  )
  const [kind, value] = (found ?? []).slice(1).filter((part) => part !== undefined)
  return kind === 'sha256' || kind === 'md5' || kind === 'cksum'
    ? { kind, value: value ?? '' }
    : undefined
}

function readNumber(text: string | undefined): number | undefined {
  const value = /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined
  return Number.isSafeInteger(value) ? value : undefined
}
