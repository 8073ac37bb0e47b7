/**
 * Makes facts/rust-targets.tsv from one or more local rustc: `node scripts/read-rustc-targets.ts 1.95.0 nightly`.
 * Reads `--print all-target-specs-json` (unstable, hence RUSTC_BOOTSTRAP). A later toolchain's values win; the
 * column `rustc` holds the versions that know the target.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { RUST_TARGET_COLUMNS, readSpecs, rustcVersion, toRow } from './knowledge/rustc-specs.ts'

const rows = new Map<string, readonly string[]>()
const versions = new Map<string, string[]>()
for (const toolchain of process.argv.slice(2)) {
  const version = rustcVersion(toolchain)
  for (const [name, spec] of Object.entries(readSpecs(toolchain))) {
    rows.set(name, toRow(name, spec))
    versions.set(name, [...(versions.get(name) ?? []), version])
  }
}
const lines = [...rows]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, row]) => [...row, (versions.get(name) ?? []).join(' ')].join('\t'))
const file = resolve(import.meta.dirname, '../facts/rust-targets.tsv')
writeFileSync(file, `${[...RUST_TARGET_COLUMNS, 'rustc'].join('\t')}\n${lines.join('\n')}\n`)
console.log(`${rows.size} targets`)
