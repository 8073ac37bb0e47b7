import { join } from 'node:path'

import { ATOMICS_SOURCE } from '../../core/plan/linkers/atomics-source.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import type { World } from '../../ports/world.ts'
import type { Compiler } from './compiler.ts'
import { writeTools } from './write-tools.ts'

/**
 * Folder of a libatomic.a for a static musl program, which neither musl nor std brings; compiled once by the compiler
 * for the target. Undefined where it is not needed (glibc's sysroot has GCC's), or cannot be made: a program that asks
 * for it is then told by the linker.
 */
export async function ensureAtomics(
  world: Pick<World, 'files' | 'host' | 'processes'>,
  abi: TargetAbi,
  compiler: Compiler | undefined,
): Promise<string | undefined> {
  // ARMv4 and ARMv5 have no exclusive access at all.
  if (abi.libc !== 'musl' || !compiler || (abi.armLevel ?? 7) < 6) return undefined
  const source = { 'atomic.c': ATOMICS_SOURCE, 'compiler.txt': `${compiler.cc}\n` }
  const folder = await writeTools(world, 'atomics', abi.target, source)
  const library = join(folder, 'libatomic.a')
  if (await world.files.stat(library)) return folder
  const flags = ['-O2', '-fPIC', '-ffreestanding', '-fno-builtin', '-w']
  // The functions of libgcc that GCC and clang call else may not be there.
  if (abi.machine === 'aarch64') flags.push('-mno-outline-atomics')
  const object = join(folder, 'atomic.o')
  const ready = join(folder, 'libatomic.a.new')
  return await world.files.locked(library, async () => {
    if (await world.files.stat(library)) return folder
    const words = [...flags, '-c', join(folder, 'atomic.c'), '-o', object]
    if (!(await succeeds(world, compiler.cc, words))) return undefined
    await world.files.remove(ready)
    if (!(await succeeds(world, compiler.ar, ['rcs', ready, object]))) return undefined
    await world.files.rename(ready, library)
    return folder
  })
}

async function succeeds(
  world: Pick<World, 'processes'>,
  file: string,
  args: readonly string[],
): Promise<boolean> {
  const { ending } = await world.processes.run({ file, args })
  return ending.kind === 'exit' && ending.code === 0
}
