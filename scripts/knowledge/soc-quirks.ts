import { readTsv } from './tsv.ts'
import { tableModule } from './table-module.ts'

/** Quirk words of socs.tsv and dt-boards.tsv → [fpu, neon]. */
const QUIRKS: Readonly<Record<string, readonly [string, string]>> = {
  'no-fpu': ['none', ''],
  'vfpv3-d16,no-neon': ['d16', ''],
  'vfpv4-d16,no-neon': ['d16', ''],
  'no-neon': ['d32', ''],
  'neon-ok': ['d32', 'neon'],
}

/**
 * src/core/knowledge/soc-quirks.ts: entries of compatible lists whose boards all share a float unit that
 * their core alone does not tell. Of each board the most general such entry is kept.
 */
export function socQuirksModule(): string {
  const boards = readTsv('dt-boards').map((row) => ({
    entries: row('compatible').split(' '),
    quirk: row('quirks'),
  }))
  const byEntry = new Map<string, Set<string>>()
  for (const { entries, quirk } of boards)
    for (const entry of entries) byEntry.set(entry, (byEntry.get(entry) ?? new Set()).add(quirk))
  const kept = new Map<string, readonly [string, string]>()
  for (const { entries, quirk } of boards) {
    const meaning = QUIRKS[quirk]
    const entry = meaning && entries.findLast((e) => byEntry.get(e)?.size === 1)
    if (meaning && entry) kept.set(entry, meaning)
  }
  const rows = [...kept]
    .map(([entry, meaning]) => [entry, ...meaning])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return tableModule('SOC_QUIRKS', ['soc', 'fpu', 'neon'], rows, 'facts/dt-boards.tsv')
}
