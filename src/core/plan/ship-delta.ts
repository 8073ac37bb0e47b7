/** How a file is made from another one that the board has (docs/decisions/008-delta.md). */
export type ShipDelta =
  /** A zstd frame whose dictionary is the old file. */
  | 'zstd'
  /** Differences that perl puts together: see formatXorPatch. */
  | 'xor'
  /** Few pieces that tail and head put together: see formatBlockList. */
  | 'blocks'

/** Below this a whole file is a few packets. */
const LEAST_BYTES = 64 * 1024

/** Above this the work on the host costs more memory than the line is worth. */
const MOST_BYTES = 64 * 1024 * 1024

/** zstd's program takes no dictionary above 32 MiB (programs/fileio.c, DICTSIZE_MAX). */
const MOST_DICTIONARY = 32 * 1024 * 1024

/**
 * Bytes a second above which a whole file is there before its differences are found: a delta costs the host some 50 ms for
 * each MB, a whole program travels as half of its bytes (bench/delta.ts).
 */
const FAST = 10_000_000

/**
 * The best way that host and board share, or undefined where the whole file is cheaper: nothing to save, memory to lose, a line faster
 * than the search for differences. `rate`: bytes a second of the last whole upload; undefined: not known.
 */
export function chooseDelta(
  tools: readonly string[],
  way: {
    readonly near: boolean
    readonly hostHasDictionaries: boolean
    readonly size: number
    readonly oldSize: number
    readonly rate?: number
  },
): ShipDelta | undefined {
  const { size, oldSize, rate } = way
  if (way.near || size < LEAST_BYTES || Math.max(size, oldSize) > MOST_BYTES) return undefined
  if (rate !== undefined && rate > FAST) return undefined
  if (way.hostHasDictionaries && tools.includes('zstd') && oldSize <= MOST_DICTIONARY) return 'zstd'
  const unpacks = tools.includes('gzip') || tools.includes('gunzip')
  return tools.includes('perl') && unpacks ? 'xor' : 'blocks'
}

/** A delta that saves less is not worth that it can fail: whole programs travel as about half of their bytes. */
export function isWorthIt(deltaBytes: number, rest: number): boolean {
  return deltaBytes * 3 < rest
}
