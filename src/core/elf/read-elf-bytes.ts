import type { ElfFacts } from './elf-facts.ts'
import { readElf, type ReadElfOptions } from './read-elf.ts'

/** Reads an ELF file that is in memory. Never throws. */
export function readElfBytes(bytes: Uint8Array, options: ReadElfOptions = {}): ElfFacts {
  const reading = readElf(bytes.length, options)
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reading.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}
