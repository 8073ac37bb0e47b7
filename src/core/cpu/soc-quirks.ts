import { SOC_QUIRKS } from '../knowledge/soc-quirks.ts'
import { parseTable } from '../knowledge/parse-table.ts'

/** A SoC whose maker left out, or put in, an optional part of the core. All of them are ARMv7. */
export interface SocQuirk {
  readonly soc: string
  readonly fpu: 'none' | 'd16' | 'd32'
  readonly neon: boolean
}

/** The quirk of the first entry of a device-tree compatible list that has one. Source: facts/socs.tsv, facts/dt-boards.tsv. */
export function socQuirk(compatible: readonly string[]): SocQuirk | undefined {
  const rows = parseTable(SOC_QUIRKS)
  for (const entry of compatible) {
    const row = rows.find(([soc]) => soc === entry)
    if (row) return { soc: entry, fpu: fpuOf(row[1] ?? ''), neon: row[2] === 'neon' }
  }
  return undefined
}

function fpuOf(text: string): SocQuirk['fpu'] {
  return text === 'none' || text === 'd16' ? text : 'd32'
}
