/**
 * Makes src/core/knowledge/*.ts from facts/*.tsv. Deterministic: the same tables give the same bytes.
 * `node scripts/knowledge.ts` writes; `--check` compares and fails where they differ.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { knowledgeModules } from './knowledge/modules.ts'

const folder = resolve(import.meta.dirname, '../src/core/knowledge')
const check = process.argv.includes('--check')
const different: string[] = []

mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(knowledgeModules())) {
  const file = resolve(folder, name)
  if (!check) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) different.push(name)
}
if (different.length > 0) {
  console.error(`differ from facts/: ${different.join(', ')} (mend: node scripts/knowledge.ts)`)
  process.exitCode = 1
}
