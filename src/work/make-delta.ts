import { promisify } from 'node:util'
import * as zlib from 'node:zlib'

import { fewCopies } from '../core/delta/few-copies.ts'
import { formatBlockList } from '../core/delta/format-block-list.ts'
import { formatXorPatch } from '../core/delta/format-xor-patch.ts'
import { joinCopies } from '../core/delta/join-copies.ts'
import { matchBlocks } from '../core/delta/match-blocks.ts'
import type { ShipCoding, ShipDecoder } from '../core/plan/ship-coding.ts'
import type { ShipDelta } from '../core/plan/ship-delta.ts'

/** A delta, packed as it travels. */
export interface Delta {
  readonly kind: ShipDelta
  readonly bytes: Uint8Array
  readonly coding: ShipCoding
  readonly decoder: ShipDecoder
  readonly list?: readonly number[]
}

/** Bytes of a block that is looked for: small ones find more between addresses that moved, few pieces are made of large ones. */
const [SMALL_BLOCK, LARGE_BLOCK] = [64, 256]

/** Each piece of a delta of blocks starts two programs on the board, 10 ms on a slow one: as long as 10 kB take on a slow line. */
const [MOST_PIECES, LEAST_PIECE] = [64, 4096]

/** Levels beyond cost more time than they save (docs/decisions/008-delta.md). */
const ZSTD_LEVEL = 9
const GZIP_LEVEL = 6

type ZstdCompress = (
  data: Uint8Array,
  options: { readonly params: Record<number, number>; readonly dictionary: Uint8Array },
) => Promise<Uint8Array>

/**
 * What makes `fresh`, from `start` on, of `old`. `tools`: those of the board. undefined where a delta of blocks finds too little
 * in common to be one.
 */
export async function makeDelta(
  kind: ShipDelta,
  {
    old,
    fresh,
    start,
  }: { readonly old: Uint8Array; readonly fresh: Uint8Array; readonly start: number },
  tools: readonly string[],
): Promise<Delta | undefined> {
  if (kind === 'zstd') {
    const bytes = await compressWith(old, fresh.subarray(start))
    return { kind, bytes, coding: 'zstd', decoder: 'zstd' }
  }
  const packed = async (
    bytes: Uint8Array,
  ): Promise<Pick<Delta, 'bytes' | 'coding' | 'decoder'>> => {
    const decoder = (['gzip', 'gunzip'] as const).find((tool) => tools.includes(tool))
    if (decoder === undefined) return { bytes, coding: 'raw', decoder: 'raw' }
    const bytesOfGzip = await promisify(zlib.gzip)(bytes, { level: GZIP_LEVEL })
    return { bytes: bytesOfGzip, coding: 'gzip', decoder }
  }
  if (kind === 'xor') {
    const copies = joinCopies(old, fresh, matchBlocks(old, fresh, SMALL_BLOCK, start), start)
    return { kind, ...(await packed(formatXorPatch(old, fresh, copies, start))) }
  }
  const found = matchBlocks(old, fresh, LARGE_BLOCK, start)
  const copies = fewCopies(found, MOST_PIECES, LEAST_PIECE)
  if (copies.length === 0) return undefined
  const { list, literal } = formatBlockList(fresh, copies, start)
  return { kind, list, ...(await packed(literal)) }
}

function compressWith(dictionary: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const compress = promisify(zlib.zstdCompress) as unknown as ZstdCompress
  const { ZSTD_c_compressionLevel: level, ZSTD_c_windowLog: window } = zlib.constants
  // The dictionary is within reach as long as what was made of it fits into the window (RFC 8878, section 5).
  const bits = Math.max(10, Math.ceil(Math.log2(data.length + 1)))
  return compress(data, { params: { [level]: ZSTD_LEVEL, [window]: bits }, dictionary })
}

let has: boolean | undefined

/** Node 22.19 and 24.6 brought dictionaries to node:zlib; before, the option is not looked at. */
export function hostHasDictionaries(): boolean {
  has ??= tryDictionary()
  return has
}

function tryDictionary(): boolean {
  if (typeof zlib.zstdCompressSync !== 'function') return false
  const sample = Uint8Array.from({ length: 512 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff)
  const packed = zlib.zstdCompressSync(sample, { dictionary: sample } as object)
  return packed.length < 64
}
