import { readFileSync, writeFileSync } from 'node:fs'

import {
  formatFailures,
  formatPeerTable,
  formatShares,
  formatSideBySide,
  formatTable,
  formatVersions,
  type ProjectResults,
} from './page.ts'

/** Parts of docs/corpus.md that are made from the results: each stands between its two marks. */
const PARTS: Readonly<Record<string, (all: readonly ProjectResults[]) => readonly string[]>> = {
  versions: formatVersions,
  shares: formatShares,
  'side by side': formatSideBySide,
  table: formatTable,
  failures: formatFailures,
  peers: formatPeerTable,
}

/** Renews those parts of the page; the words around them are written by hand. Throws where a mark is missing. */
export function writePage(file: string, all: readonly ProjectResults[]): void {
  let text = readFileSync(file, 'utf8')
  for (const [name, format] of Object.entries(PARTS)) {
    const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`]
    const from = text.indexOf(begin)
    const to = text.indexOf(end)
    if (from < 0 || to < from) throw new Error(`${file} lacks the marks of "${name}"`)
    text = `${text.slice(0, from + begin.length)}${format(all).join('\n')}${text.slice(to)}`
  }
  writeFileSync(file, text)
}
