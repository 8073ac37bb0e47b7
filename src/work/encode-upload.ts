import { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import * as zlib from 'node:zlib'

import type { ShipCoding } from '../core/plan/ship-coding.ts'

/** Node 20 has no zstd. */
export const HOST_HAS_ZSTD: boolean = typeof zlib.createZstdCompress === 'function'

/** gzip level 4 and zstd level 3: both faster than the lines of most boards, near the best size that they reach. */
const GZIP_LEVEL = 4

/** Packs a stream for the way. `onRaw` hears of bytes before, `onWire` of bytes after packing. */
export function encodeUpload(
  source: AsyncIterable<Uint8Array>,
  coding: ShipCoding,
  hear: { readonly onRaw: (bytes: number) => void; readonly onWire: (bytes: number) => void },
): AsyncIterable<Uint8Array> {
  const raw = counted(source, hear.onRaw)
  if (coding === 'raw') return counted(raw, hear.onWire)
  const packer =
    coding === 'zstd' ? zlib.createZstdCompress() : zlib.createGzip({ level: GZIP_LEVEL })
  // The packer's own reader hears of the source's failure.
  pipeline(Readable.from(raw), packer, () => {})
  return counted(packer as AsyncIterable<Uint8Array>, hear.onWire)
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  hear: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    hear(chunk.length)
    yield chunk
  }
}
