/** How bytes are packed on the way. */
export type ShipCoding = 'zstd' | 'gzip' | 'raw'

/** What undoes a coding on the board; `gunzip` stands for gzip where that alone is there. */
export const DECODERS = {
  raw: 'cat',
  zstd: 'zstd -dcq',
  gzip: 'gzip -dc',
  gunzip: 'gunzip -c',
} as const

/** The word that asks for a decoder. */
export type ShipDecoder = keyof typeof DECODERS

export interface CodingChoice {
  readonly coding: ShipCoding
  /** What undoes it on the board. */
  readonly decoder: ShipDecoder
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
  if (way.near || way.size < 4096) return { coding: 'raw', decoder: 'raw' }
  if (way.hostHasZstd && tools.includes('zstd')) return { coding: 'zstd', decoder: 'zstd' }
  if (tools.includes('gzip')) return { coding: 'gzip', decoder: 'gzip' }
  if (tools.includes('gunzip')) return { coding: 'gzip', decoder: 'gunzip' }
  return { coding: 'raw', decoder: 'raw' }
}
