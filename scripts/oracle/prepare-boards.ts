import { createHash } from 'node:crypto'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { inPairs } from './build-binaries.ts'
import type { OracleBoard } from './boards.ts'
import type { Enterable } from './enter-board.ts'
import { factsFile } from './facts-file.ts'
import type { Emulators } from './get-emulators.ts'
import { makeCpuinfo } from './make-cpuinfo.ts'
import type { OracleWorld } from './make-oracle-world.ts'
import type { Root } from './make-root.ts'
import { probeBoard } from './probe-board.ts'

/** A board that answered ferry's probe. */
export interface PreparedBoard {
  readonly board: OracleBoard
  readonly enterable: Enterable
  readonly facts: BoardFacts
  /** Changes when its root, CPU or emulator does: what ran on it before no longer counts. */
  readonly key: string
}

export interface PreparedBoards {
  readonly boards: readonly PreparedBoard[]
  /** Boards that could not be entered or asked, with the reason. */
  readonly broken: readonly { readonly board: string; readonly why: string }[]
}

/** Changes whenever the runner starts programs in another way. */
const RUNNER = 2

/** Asks every board what it is, by ferry's own probe. */
export async function prepareBoards(
  boards: readonly OracleBoard[],
  parts: {
    readonly roots: ReadonlyMap<string, Root>
    readonly emulators: Emulators
    readonly sources: string
    readonly stage: string
  },
  oracle: OracleWorld,
): Promise<PreparedBoards> {
  const ready = new Map<string, PreparedBoard>()
  const broken: { board: string; why: string }[] = []
  await inPairs(boards, async (board) => {
    try {
      const { enterable, root } = await enterableOf(board, parts, oracle)
      const facts = await probeBoard(board.name, enterable, oracle)
      const text = `${JSON.stringify(facts, null, 2)}\n`
      await oracle.world.files.write(factsFile(oracle.folder, board.name), text)
      const kernel = board.cpu === undefined ? facts.kernel?.release : parts.emulators.version
      const parted = JSON.stringify([root.key, board.cpu ?? 'native', kernel ?? '', RUNNER])
      const key = createHash('sha256').update(parted).digest('hex').slice(0, 24)
      ready.set(board.name, { board, enterable, facts, key })
    } catch (error) {
      broken.push({
        board: board.name,
        why: error instanceof Error ? error.message : String(error),
      })
    }
  })
  return { boards: boards.flatMap(({ name }) => ready.get(name) ?? []), broken }
}

async function enterableOf(
  board: OracleBoard,
  { roots, emulators, sources, stage }: Parameters<typeof prepareBoards>[1],
  oracle: OracleWorld,
): Promise<{ enterable: Enterable; root: Root }> {
  const root = roots.get(board.root)
  if (!root) throw new Error(`its root ${board.root} was not made`)
  const { emulator: machine } = root.recipe
  const base = { root: root.folder, machine, stage }
  const { cpu } = board
  if (cpu === undefined) return { root, enterable: base }
  const cpuinfo = await makeCpuinfo(machine, cpu, sources, emulators, oracle)
  const emulated = { cpu, emulator: emulators.program(machine) }
  return {
    root,
    enterable: { ...base, ...emulated, ...(cpuinfo === undefined ? {} : { cpuinfo }) },
  }
}
