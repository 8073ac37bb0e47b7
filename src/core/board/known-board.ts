import { parseTable } from '../knowledge/parse-table.ts'

/** A cluster of a SoC: `arm,cortex-a53` four times. */
export interface Cluster {
  readonly compatible: string
  readonly count: number
}

/** What is known of a SoC's cores. */
export interface Silicon {
  readonly clusters: readonly Cluster[]
  /** `armv8-a+`, `armv7-a`, `armv6`, `armv5te`, `armv4t`, `rv64`, `mips`, `powerpc`, `loongarch64`, `i586`, `x86-64`, `armv7-m` …, or empty. */
  readonly isa: string
  /** ISA string of the device tree. */
  readonly riscvIsa: string
  /** `no-fpu`, `vfpv3-d16,no-neon`, `16k-pages`, `microcontroller:TARGET` … */
  readonly quirks: string
}

/** A board of the tables. */
export interface KnownBoard {
  /** A, B: facts/boards.tsv; D: device tree alone; M: facts/more-boards.tsv. */
  readonly tier: string
  readonly name: string
  /** The device tree's model, where it differs from the name. */
  readonly model: string
  /** Armbian's name. */
  readonly id: string
  readonly compatible: readonly string[]
  readonly silicon: Silicon
  /** Debian architectures of the systems that are made for it; `rpi-armhf` is Raspberry Pi OS 32-bit. */
  readonly systems: readonly string[]
}

/** Boards and SoCs, read from the generated tables. */
export interface BoardTables {
  readonly boards: readonly KnownBoard[]
  /** SoC compatible entry → silicon. Where chips under that entry have different cores, the instruction set alone is kept. */
  readonly socs: ReadonlyMap<string, Silicon>
  /** First entry of a compatible list → boards with it. */
  readonly byFirst: ReadonlyMap<string, readonly KnownBoard[]>
}

/** Reads the generated tables of core/knowledge: boards.ts, board-silicon.ts, socs.ts. */
export function parseBoards(boardText: string, siliconText: string, socText: string): BoardTables {
  const silicon = parseTable(siliconText).map(
    ([cpus = '', isa = '', riscvIsa = '', quirks = '']): Silicon => ({
      clusters: parseClusters(cpus),
      isa,
      riscvIsa,
      quirks,
    }),
  )
  const none: Silicon = { clusters: [], isa: '', riscvIsa: '', quirks: '' }
  const boards = parseTable(boardText).map(
    ([
      tier = '',
      name = '',
      model = '',
      id = '',
      compatible = '',
      index = '',
      systems = '',
    ]): KnownBoard => ({
      tier,
      name,
      model,
      id,
      compatible: compatible === '' ? [] : compatible.split(' '),
      silicon: silicon[Number(index)] ?? none,
      systems: systems === '' ? [] : systems.split(' '),
    }),
  )
  const byFirst = new Map<string, KnownBoard[]>()
  for (const board of boards) {
    const first = board.compatible[0]
    if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), board])
  }
  const socs = new Map(
    parseTable(socText).map(([soc = '', index = '', variants = '1']) => {
      const whole = silicon[Number(index)] ?? none
      return [soc, variants === '1' ? whole : { ...none, isa: whole.isa }]
    }),
  )
  return { boards, socs, byFirst }
}

/** `arm,cortex-a53x4 + arm,cortex-a72x2`. */
function parseClusters(text: string): readonly Cluster[] {
  if (text === '') return []
  return text.split(' + ').map((part) => {
    const [, compatible = part, count = '1'] = /^(.*)x(\d+)$/.exec(part) ?? []
    return { compatible, count: Number(count) }
  })
}
