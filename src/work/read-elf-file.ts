import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { readElf, type ReadElfOptions } from '../core/elf/read-elf.ts'
import type { World } from '../ports/world.ts'
import { readFrom } from './read-from.ts'

/** Reads what an ELF file of the host says, by need; undefined where there is no file. */
export async function readElfFile(
  world: Pick<World, 'files'>,
  path: string,
  options: ReadElfOptions = {},
): Promise<ElfFacts | undefined> {
  return readFrom(world, path, (size) => readElf(size, options))
}
