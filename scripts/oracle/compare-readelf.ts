import { isDeepStrictEqual } from 'node:util'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { readElfFile } from '../../src/work/read-elf-file.ts'
import { toComparable } from '../../test/real/comparable-facts.ts'
import { runReadelf } from '../../test/real/parse-readelf.ts'
import type { OracleWorld } from './make-oracle-world.ts'

export interface ReadelfResult {
  readonly files: number
  /** Each difference: the file, the field, both sides. */
  readonly differences: readonly string[]
}

/** Compares ferry's facts with GNU readelf's on every ELF file below a folder. */
export async function compareReadelf(
  folder: string,
  { world }: OracleWorld,
): Promise<ReadelfResult> {
  const differences: string[] = []
  let files = 0
  for await (const path of walk(folder)) {
    const elf = await readElfFile(world, path)
    if (elf?.kind !== 'elf') continue
    files += 1
    const theirs: Record<string, unknown> = { ...runReadelf(path) }
    // readelf finds version needs and dynamic symbols by section headers alone.
    const unseen = elf.sections.length > 0 ? [] : ['versionNeeds', 'imports']
    for (const [field, ours] of Object.entries(toComparable(elf))) {
      if (unseen.includes(field) || isDeepStrictEqual(ours, theirs[field])) continue
      differences.push(`${path}: ${field}: ferry ${cut(ours)}; readelf ${cut(theirs[field])}`)
    }
  }
  return { files, differences }
}

async function* walk(folder: string): AsyncGenerator<string> {
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name)
    const stat = await lstat(path)
    // Damaged on purpose: readelf goes by section headers, ferry by what Linux goes by.
    if (stat.isDirectory() && !name.includes('--')) yield* walk(path)
    else if (stat.isFile() && stat.size > 0) yield path
  }
}

function cut(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
