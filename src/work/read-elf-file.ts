import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { readElf, type ReadElfOptions } from '../core/elf/read-elf.ts'
import type { World } from '../ports/world.ts'

/** Reads what an ELF file of the host says, by need; undefined where there is no file. */
export async function readElfFile(
  world: Pick<World, 'files'>,
  path: string,
  options: ReadElfOptions = {},
): Promise<ElfFacts | undefined> {
  const file = await world.files.open(path)
  if (!file) return undefined
  try {
    const reading = readElf(file.size, options)
    let step = reading.next()
    while (!step.done) {
      step = reading.next(await file.readAt(step.value.offset, step.value.length))
    }
    return step.value
  } finally {
    await file.close()
  }
}
