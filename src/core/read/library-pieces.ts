import { decodeText } from '../bytes/decode-text.ts'
import { PIECE_BLOCK, type LibraryPiece } from '../plan/library-pieces-script.ts'
import { SECTION } from '../plan/probe-script.ts'

/** The answer of planLibraryPieces. */
export interface LibraryPieces {
  /** In the order that they were asked in; `size` of the whole file, -1 where it could not be read. */
  readonly pieces: readonly { readonly size: number; readonly bytes: Uint8Array }[]
  /** The board loads other libraries before a program's own, or searches other folders. */
  readonly preloads: boolean
}

const longestLine = 64

/** undefined where the answer is not whole. Never throws. */
export function readLibraryPieces(
  answer: Uint8Array,
  asked: readonly LibraryPiece[],
): LibraryPieces | undefined {
  let at = 0
  const line = (): string | undefined => {
    const end = answer.subarray(at, at + longestLine).indexOf(10)
    if (end < 0) return undefined
    const text = decodeText(answer.subarray(at, at + end))
    at += end + 1
    return text
  }
  const pieces: { size: number; bytes: Uint8Array }[] = []
  for (const { firstBlock, blocks } of asked) {
    const size = Number(new RegExp(`^${SECTION}piece (-?\\d+)$`).exec(line() ?? '')?.[1])
    if (!Number.isSafeInteger(size)) return undefined
    const left = Math.max(0, size - firstBlock * PIECE_BLOCK)
    const length = Math.min(left, blocks * PIECE_BLOCK)
    if (at + length > answer.length) return undefined
    pieces.push({ size, bytes: answer.subarray(at, at + length) })
    at += length
  }
  const next = line()
  const preloads = next === `${SECTION}preload`
  const last = preloads ? line() : next
  return last === `${SECTION}end` ? { pieces, preloads } : undefined
}
