import type { ShipCoding } from './ship-scripts.ts'

export interface CodingChoice {
  readonly coding: ShipCoding
  /** The command on the board that undoes it. */
  readonly decoder: string
}

/**
 * How bytes travel: raw over this machine's own loopback, where an emulated board would spend longer on
 * unpacking than the bytes take; else packed by the best that host and board share.
 */
export function chooseCoding(
  tools: readonly string[],
  way: { readonly near: boolean; readonly hostHasZstd: boolean; readonly size: number },
): CodingChoice {
  // Below a few packets there is nothing to win.
  if (way.near || way.size < 4096) return { coding: 'raw', decoder: 'cat' }
  if (way.hostHasZstd && tools.includes('zstd')) return { coding: 'zstd', decoder: 'zstd -dcq' }
  if (tools.includes('gzip')) return { coding: 'gzip', decoder: 'gzip -dc' }
  if (tools.includes('gunzip')) return { coding: 'gzip', decoder: 'gunzip -c' }
  return { coding: 'raw', decoder: 'cat' }
}
