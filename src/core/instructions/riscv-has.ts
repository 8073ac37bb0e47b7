import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from '../cpu/arm-silicon.ts'
import { parseIsa, readRiscvIsa } from '../cpu/riscv-isa.ts'
import { compareVersions } from '../text/compare-versions.ts'
import type { Has } from './has.ts'

/** What one name brings with it (unprivileged specification: B, V and Zvfh; RVA23 profile). */
const parts: Readonly<Record<string, readonly string[]>> = {
  b: ['zba', 'zbb', 'zbs'],
  v: ['zve64d', 'zve32x'],
  zfh: ['zfhmin'],
  zvfh: ['zvfhmin'],
  zvkn: ['zvkned', 'zvknhb', 'zvkb'],
  zk: ['zbkb', 'zbkc', 'zbkx', 'zknd', 'zkne', 'zknh'],
  zkn: ['zbkb', 'zbkc', 'zbkx', 'zknd', 'zkne', 'zknh'],
}

/** By the ISA string, and by the core where a kernel is too old to name what it has. */
export function riscvHas(feature: string, board: BoardFacts): Has {
  const isa = readRiscvIsa(board)
  if (isa === undefined) return { has: undefined, from: 'its ISA is not known' }
  const core = findBoardCore(board)
  const own = core?.isa.startsWith('rv') === true ? (parseIsa(core.isa)?.extensions ?? []) : []
  const named = [...isa.extensions, ...own]
  const all = new Set(named.flatMap((name) => [name, ...(parts[name] ?? [])]))
  if (feature === 'v' && isa.draftVector) {
    return { has: false, from: 'its vectors are those of the draft 0.7.1' }
  }
  const from = `its ISA is ${board.cpu?.isaString ?? core?.isa ?? [...isa.extensions].join(' ')}`
  if (all.has(feature)) return { has: true, from }
  // Linux prints Zb* and the like from 6.5 on (arch/riscv/kernel/cpufeature.c); single letters always.
  const release = board.kernel?.release
  const isOld = release !== undefined && compareVersions(release, '6.5') < 0
  const tells = feature.length === 1 || own.length > 0 || !isOld
  return { has: tells ? false : undefined, from }
}
