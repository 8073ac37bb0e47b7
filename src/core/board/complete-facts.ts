import { findBoardCore } from '../cpu/arm-silicon.ts'
import type { BoardFacts } from './board-facts.ts'
import { siliconCpu } from './known-board-facts.ts'
import type { BoardTables } from './known-board.ts'
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
  if (!match) return facts
  const cpu = siliconCpu(match.kind === 'board' ? match.board.silicon : match.silicon)
  return cpu ? { ...facts, cpu: { ...cpu, ...facts.cpu } } : facts
}
