import { coreByCompatible, findCore } from '../cpu/cores.ts'
import type { BoardCpu, BoardFacts } from './board-facts.ts'
import type { KnownBoard, Silicon } from './known-board.ts'

/** Facts of a board that is known by its tables alone: nothing of the system on it. */
export function knownBoardFacts(board: KnownBoard): BoardFacts {
  const cpu = siliconCpu(board.silicon)
  return {
    schema: 'ferry.board/1',
    board: {
      model: board.name,
      ...(board.compatible.length > 0 && { compatible: board.compatible }),
    },
    ...(cpu && { cpu }),
  }
}

/** The CPU of a silicon: its biggest core, and the count of all; the instruction set where no core is in the table. */
export function siliconCpu({ clusters, riscvIsa, isa }: Silicon): BoardCpu | undefined {
  const cores = clusters.map((c) => coreByCompatible(c.compatible) ?? findCore(c.compatible))
  const known = cores.findLast((core) => core !== undefined)
  const name = known?.name ?? clusters.at(-1)?.compatible.split(',').at(-1)
  const count = clusters.reduce((sum, cluster) => sum + cluster.count, 0)
  if (name === undefined && riscvIsa === '' && isa === '') return undefined
  return {
    ...(name !== undefined && { core: name }),
    ...(known === undefined && isa !== '' && { isa: isa.replace('+', '') }),
    ...(count > 0 && { count }),
    ...(riscvIsa !== '' && { isaString: riscvIsa }),
  }
}
