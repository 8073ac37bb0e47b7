import { createHash } from 'node:crypto'

import { chooseCoding } from '../core/plan/ship-coding.ts'
import type { ShipCoding } from '../core/plan/ship-coding.ts'
import { isWorthIt } from '../core/plan/ship-delta.ts'
import type { ShipDelta } from '../core/plan/ship-delta.ts'
import { planShipGo } from '../core/plan/ship-scripts.ts'
import type { ShipWord } from '../core/plan/ship-scripts.ts'
import type { ShipPlace } from '../core/read/ship-check.ts'
import { makeCksum } from '../core/text/cksum.ts'
import { formatSize } from '../core/text/format-size.ts'
import type { World } from '../ports/world.ts'
import { encodeUpload, HOST_HAS_ZSTD } from './encode-upload.ts'
import type { Delta } from './make-delta.ts'
import type { Payload } from './payload.ts'
import type { DeltaFinder, ShipJob } from './ship-job.ts'
import { noteRate } from './shipped-notes.ts'

/** How it travelled. */
export interface Travelled {
  /** Bytes on the way. */
  readonly sent: number
  readonly coding: ShipCoding
  /** Only differences to what was there were sent. */
  readonly delta?: ShipDelta
  /** Bytes that were there from an upload that broke. */
  readonly resumed?: number
}

export interface Upload {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly isDelta: boolean
  /** The board was told how many bytes follow. */
  readonly isCounted: boolean
  /** To be called when the board has it. */
  done(): Promise<Travelled>
}

/** Rates of less than this are made of delays. */
const LEAST_MEASURED = 128 * 1024

/** Decides how the bytes travel to a place that wants them: what is there of them already, and from what the rest is made. */
export async function startUpload(
  job: ShipJob,
  place: ShipPlace & { readonly path: string },
  findDelta: DeltaFinder | undefined,
): Promise<Upload> {
  const { world, remote, facts, payload, name, tell } = job
  const { size } = payload.sums
  const started = world.clock.ticks()
  const resumed = await countKept(world, payload, place.part)
  const rest = size - resumed
  const id = `ship:${place.path}`
  const found = await findDelta?.(place, resumed)
  const delta = found && isWorthIt(found.bytes.length, rest) ? found : undefined
  const how = resumed > 0 ? `, on from ${formatSize(resumed)}` : ''
  tell({ kind: 'step', id, text: `Sending ${name} (${formatSize(size)}${how}) to ${remote.name}` })
  let [done, sent] = [resumed, 0]
  const onRaw = (bytes: number): void => {
    done += bytes
    tell({ kind: 'progress', id, done, total: size, unit: 'bytes' })
  }
  const onWire = (bytes: number): void => {
    sent += bytes
  }
  const append = resumed > 0 ? { append: true } : {}
  const way = delta ? { coding: delta.coding, ...ofDelta(delta) } : await whole()
  const bytes = place.counts && way.bytes !== undefined && way.bytes > 0 ? way.bytes : undefined
  const counted = bytes === undefined ? {} : { bytes }
  return {
    stdin: withWord(planShipGo({ ...way.word, ...append, ...counted }), exactly(way.data, bytes)),
    isDelta: delta !== undefined,
    isCounted: bytes !== undefined,
    done: async () => {
      const ms = world.clock.ticks() - started
      const perSecond = ms > 0 ? Math.round((sent / ms) * 1000) : 0
      if (!delta && sent >= LEAST_MEASURED && perSecond > 0 && remote.near !== true) {
        await noteRate(world, remote.name, facts, perSecond)
      }
      const rate = perSecond > 0 ? `, ${formatSize(perSecond)}/s` : ''
      const packed = delta
        ? ` as ${formatSize(sent)} of changes`
        : way.coding === 'raw'
          ? ''
          : ` as ${formatSize(sent)} of ${way.coding}`
      tell({ kind: 'step-done', id, text: `${place.path}${packed}${rate}`, ms })
      return {
        sent,
        coding: way.coding,
        ...(delta ? { delta: delta.kind } : {}),
        ...(resumed > 0 ? { resumed } : {}),
      }
    },
  }

  function ofDelta({ kind, decoder, list, bytes }: Delta): Omit<Way, 'coding'> {
    return {
      word: { decoder, delta: kind, ...(list ? { list } : {}) },
      data: pieces(bytes, rest, onRaw, onWire),
      bytes: bytes.length,
    }
  }

  async function whole(): Promise<Way> {
    const { coding, decoder } = chooseCoding(facts.tools ?? [], {
      near: remote.near ?? false,
      hostHasZstd: HOST_HAS_ZSTD,
      size: rest,
    })
    const source =
      resumed > 0 ? readFrom(world, payload.path, resumed) : world.files.stream(payload.path)
    const word = { decoder }
    if (coding === 'raw') {
      return { coding, word, data: encodeUpload(source, coding, { onRaw, onWire }), bytes: rest }
    }
    if (rest > MOST_PACKED) {
      return { coding, word, data: encodeUpload(source, coding, { onRaw, onWire }) }
    }
    const chunks: Uint8Array[] = []
    const silent = { onRaw: () => {}, onWire: () => {} }
    for await (const chunk of encodeUpload(source, coding, silent)) chunks.push(chunk)
    const packed = Buffer.concat(chunks)
    return { coding, word, data: pieces(packed, rest, onRaw, onWire), bytes: packed.length }
  }
}

interface Way {
  readonly coding: ShipCoding
  readonly word: Pick<ShipWord, 'decoder' | 'delta' | 'list'>
  readonly data: AsyncIterable<Uint8Array>
  /** How many `data` are, where that is known. */
  readonly bytes?: number
}

/** Packed before it is sent, so that the board can be told how much comes: 16 MiB take some 0.1 s. */
const MOST_PACKED = 16 * 1024 * 1024

/** The board waits for as many as it was told: a file that changed meanwhile must not leave it waiting, nor give it more. */
async function* exactly(
  data: AsyncIterable<Uint8Array>,
  bytes: number | undefined,
): AsyncIterable<Uint8Array> {
  let left = bytes ?? Number.POSITIVE_INFINITY
  for await (const chunk of data) {
    left -= chunk.length
    if (left < 0) break
    yield chunk
  }
  if (bytes !== undefined && left !== 0) throw new Error('the file changed while it was sent')
}

/** How much of what an earlier upload left is the beginning of this file. */
async function countKept(world: World, payload: Payload, part: ShipPlace['part']): Promise<number> {
  if (!part || part.size > payload.sums.size) return 0
  const { kind, value } = part.sum
  const [hash, cksum] = [createHash(kind === 'md5' ? 'md5' : 'sha256'), makeCksum()]
  let left = part.size
  for await (const chunk of world.files.stream(payload.path)) {
    const taken = chunk.subarray(0, left)
    if (kind === 'cksum') cksum.add(taken)
    else hash.update(taken)
    left -= taken.length
    if (left === 0) break
  }
  const sum = kind === 'cksum' ? `${cksum.value()} ${part.size}` : hash.digest('hex')
  return sum === value ? part.size : 0
}

async function* readFrom(world: World, path: string, from: number): AsyncIterable<Uint8Array> {
  const file = await world.files.open(path)
  if (!file) return
  try {
    for (let at = from; at < file.size;) {
      const chunk = await file.readAt(at, 256 * 1024)
      if (chunk.length === 0) return
      at += chunk.length
      yield chunk
    }
  } finally {
    await file.close()
  }
}

/** A delta in pieces, each telling its share of the file that is made of it. */
async function* pieces(
  bytes: Uint8Array,
  rest: number,
  onRaw: (bytes: number) => void,
  onWire: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let told = 0
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    const piece = bytes.subarray(at, at + 64 * 1024)
    const share = Math.round((rest * (at + piece.length)) / bytes.length)
    onRaw(share - told)
    told = share
    onWire(piece.length)
    yield piece
  }
}

async function* withWord(word: string, data: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(word)
  yield* data
}
