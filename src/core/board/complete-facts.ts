import { findBoardCore } from '../cpu/arm-silicon.ts'
import type { BoardFacts } from './board-facts.ts'
import { siliconCpu } from './known-board-facts.ts'
import type { BoardTables, KnownBoard } from './known-board.ts'
import { matchCompatible } from './match-compatible.ts'
import { decodeRpiRevision } from './rpi-revision.ts'

/** Adds to probed facts what the tables know of that board: its core, where neither name nor MIDR tell it. Nothing that was read is changed. */
export function completeFacts(facts: BoardFacts, tables: BoardTables): BoardFacts {
  const known = findBoardCore(facts)
  if (known)
    return facts.cpu?.core === undefined
      ? { ...facts, cpu: { ...facts.cpu, core: known.name } }
      : facts
  if (facts.cpu?.core !== undefined) return facts
  const revision =
    facts.board?.revision === undefined ? undefined : decodeRpiRevision(facts.board.revision)
  if (revision) return { ...facts, cpu: { ...facts.cpu, core: revision.core } }
  const match = matchCompatible(facts.board?.compatible ?? [], tables)
  const named = match ?? boardOfModel(facts.board?.model, tables)
  if (!named) return facts
  const cpu = siliconCpu('board' in named ? named.board.silicon : named.silicon)
  return cpu ? { ...facts, cpu: { ...cpu, ...facts.cpu } } : facts
}

/** The board with that model; the firmware of Raspberry Pis puts the circuit's revision behind it (` Rev 1.4`). */
function boardOfModel(
  model: string | undefined,
  tables: BoardTables,
): { readonly board: KnownBoard } | undefined {
  if (model === undefined) return undefined
  const full = model.trim().toLowerCase()
  for (const wanted of [full, full.replace(/ rev \d+\.\d+$/, '')]) {
    const boards = tables.boards.filter(
      ({ name, model: own }) => name.toLowerCase() === wanted || own.toLowerCase() === wanted,
    )
    const [board] = boards
    if (board && new Set(boards.map(({ silicon }) => silicon.isa)).size === 1) return { board }
  }
  return undefined
}
