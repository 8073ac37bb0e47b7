import { isAbsolute } from 'node:path'

import { glibcOf, type GccFacts } from '../../core/plan/linkers/cross-gcc.ts'
import type { World } from '../../ports/world.ts'
import { readElfFile } from '../read-elf-file.ts'

/**
 * What a gcc would link into every program: its crt1.o and the glibc that it links against, found
 * by `-print-file-name`, which prints the bare name where there is no such file.
 */
export async function readGccFacts(
  world: Pick<World, 'files' | 'processes'>,
  name: string,
): Promise<GccFacts> {
  const start = await printFileName(world, name, 'crt1.o')
  const libc = await printFileName(world, name, 'libc.so.6')
  const startFacts = start === undefined ? undefined : await readElfFile(world, start)
  const glibc = libc === undefined ? undefined : glibcOf(await readElfFile(world, libc))
  return {
    name,
    ...(startFacts ? { start: startFacts } : {}),
    ...(glibc === undefined ? {} : { glibc }),
  }
}

/** The absolute path of one of gcc's files, or undefined. */
export async function printFileName(
  world: Pick<World, 'processes'>,
  gcc: string,
  file: string,
): Promise<string | undefined> {
  const ended = await world.processes.run(
    { file: gcc, args: [`-print-file-name=${file}`] },
    { timeoutMs: 10_000, maxBytes: 65_536 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) return undefined
  const path = new TextDecoder().decode(ended.stdout).trim()
  return isAbsolute(path) ? path : undefined
}
