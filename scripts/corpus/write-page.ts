import { writeFileSync } from 'node:fs'

import {
  formatFailures,
  formatPeerTable,
  formatShares,
  formatSideBySide,
  formatTable,
  type ProjectResults,
} from './page.ts'

/** Writes docs/corpus.md: what the corpus is, and what it showed. */
export function writePage(file: string, all: readonly ProjectResults[]): void {
  const results = all.flatMap(({ tries }) => [...tries('', 'ferry')])
  void results
  const text = [
    INTRO,
    ...formatShares(all),
    '',
    ...formatSideBySide(all),
    '',
    '## ferry, by project and board',
    '',
    ...formatTable(all),
    '',
    '## What does not work, and whose it is',
    '',
    ...formatFailures(all),
    '',
    '## The peers, by project',
    '',
    ...formatPeerTable(all),
    '',
  ]
  writeFileSync(file, text.join('\n'))
}

const INTRO = `# The corpus
`
