import { join } from 'node:path'

import type { Emulators } from './get-emulators.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/** The host's compiler and flags for a program that asks an x86 CPU what it is. */
const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['cc'],
  i386: ['i686-linux-gnu-gcc'],
}

/**
 * /proc/cpuinfo of an emulated x86 CPU, by CPUID: QEMU shows the host's own. Undefined for machines
 * whose cpuinfo QEMU makes itself (ARM, AArch64, RISC-V, …).
 */
export async function makeCpuinfo(
  machine: string,
  cpu: string,
  sources: string,
  emulators: Emulators,
  { world, folder }: OracleWorld,
): Promise<string | undefined> {
  const [compiler, ...flags] = COMPILERS[machine] ?? []
  if (compiler === undefined) return undefined
  const program = join(folder, 'tools', `cpu-flags-${machine}-${process.pid}`)
  const args = [...flags, '-O1', '-static', '-o', program, join(sources, 'cpu-flags.c')]
  const built = await world.processes.run({ file: compiler, args })
  if (built.ending.kind !== 'exit' || built.ending.code !== 0)
    throw new Error(new TextDecoder().decode(built.stderr))
  const asked = await world.processes.run({
    file: emulators.program(machine),
    args: ['-cpu', cpu, program],
  })
  await world.files.remove(program)
  const text = new TextDecoder().decode(asked.stdout)
  if (!text.includes('flags')) throw new Error(new TextDecoder().decode(asked.stderr))
  const file = join(folder, 'cpuinfo', `${machine}-${cpu}`)
  await world.files.write(file, text)
  return file
}
