import type { Reading } from '../core/elf/byte-request.ts'
import { readLinkedSymbols, type LinkedSymbols } from '../core/elf/read-linked-symbols.ts'
import {
  PIECE_BLOCK,
  planLibraryPieces,
  type LibraryPiece,
} from '../core/plan/library-pieces-script.ts'
import { readLibraryPieces } from '../core/read/library-pieces.ts'
import type { Ask } from './ask-board.ts'

/** Libraries of a board with what they define and need. */
export interface LibrarySymbols {
  /** Path → its symbols; a path that could not be read is missing. */
  readonly found: ReadonlyMap<string, LinkedSymbols>
  readonly preloads: boolean
}

/** The tables that are looked for lie at the beginning of a library. */
const firstBlocks = 32
const mostRounds = 24
/** Of one library, over the line. */
const mostBytes = 8 * 1024 * 1024

interface Pending {
  readonly path: string
  readonly parts: { readonly offset: number; readonly bytes: Uint8Array }[]
  size?: number
  reading?: Reading<LinkedSymbols | undefined>
  wanted: { readonly offset: number; readonly length: number }
  received: number
}

/**
 * Reads what libraries of the board define, over its shell: all of them at once, some pieces a
 * round. Libraries that were read before are taken from what the asker keeps.
 */
export async function askLibrarySymbols(
  ask: Ask,
  paths: readonly string[],
): Promise<LibrarySymbols> {
  const found = new Map<string, LinkedSymbols>()
  let open: Pending[] = []
  for (const path of paths) {
    const kept = await ask.libraries?.recall(path)
    if (kept) found.set(path, kept)
    else {
      const wanted = { offset: 0, length: firstBlocks * PIECE_BLOCK }
      open.push({ path, parts: [], wanted, received: 0 })
    }
  }
  let preloads = false
  for (let round = 0; open.length > 0 && round < mostRounds; round++) {
    const asked = open.map(toPiece)
    const answer = await ask.bytes?.(planLibraryPieces(asked))
    const read = answer === undefined ? undefined : readLibraryPieces(answer, asked)
    if (!read) break
    preloads ||= read.preloads
    const next: Pending[] = []
    for (const [i, library] of open.entries()) {
      const piece = read.pieces[i]
      if (!piece || piece.size < 0) continue
      const symbols = advance(library, asked[i]?.firstBlock ?? 0, piece)
      if (symbols === 'more') next.push(library)
      else if (symbols !== undefined) {
        found.set(library.path, symbols)
        await ask.libraries?.keep(library.path, symbols)
      }
    }
    open = next
  }
  return { found, preloads }
}

function toPiece({ path, wanted }: Pending): LibraryPiece {
  const firstBlock = Math.floor(wanted.offset / PIECE_BLOCK)
  const end = Math.ceil((wanted.offset + wanted.length) / PIECE_BLOCK)
  return { path, firstBlock, blocks: end - firstBlock }
}

/** Gives the reader what came; ends with its answer, or with `more` where it asks for something that is not there yet. */
function advance(
  library: Pending,
  firstBlock: number,
  { size, bytes }: { readonly size: number; readonly bytes: Uint8Array },
): LinkedSymbols | 'more' | undefined {
  library.parts.push({ offset: firstBlock * PIECE_BLOCK, bytes })
  library.received += bytes.length
  // A library that is replaced meanwhile is not read further.
  if ((library.size ??= size) !== size || library.received > mostBytes) return undefined
  const isNew = library.reading === undefined
  library.reading ??= readLinkedSymbols(size)
  let step = isNew ? library.reading.next() : undefined
  for (;;) {
    if (step) {
      if (step.done) return step.value
      library.wanted = step.value
    }
    const { offset, length } = library.wanted
    const end = Math.min(offset + length, size)
    const part = library.parts.find(
      (one) => one.offset <= offset && one.offset + one.bytes.length >= end,
    )
    if (!part) return 'more'
    step = library.reading.next(part.bytes.subarray(offset - part.offset, end - part.offset))
  }
}
