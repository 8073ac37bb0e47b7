import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElfFacts } from '../../src/core/elf/elf-facts.ts'
import { readElfBytes } from '../../src/core/elf/read-elf-bytes.ts'

const folder = join(import.meta.dirname, '../fixtures/elf/built')

/** The bytes of a fixture of test/fixtures/elf/built. */
export function elfBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)))
}

/** The facts of a fixture, scanned. */
export function elfSample(name: string): ElfFacts {
  return readElfBytes(elfBytes(name), { scan: { crates: true, jemalloc: true } })
}
