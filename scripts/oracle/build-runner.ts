import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'

/** Compiles test/oracle/run-pairs.c for this host, static: it starts the programs of the matrix inside of a root. */
export async function buildRunner(sources: string, oracle: OracleWorld): Promise<string> {
  const { world, folder } = oracle
  const runner = join(folder, 'tools', 'run-pairs')
  await world.files.makeFolder(join(folder, 'tools'))
  const fresh = `${runner}.${process.pid}`
  const args = ['-O1', '-static', '-o', fresh, join(sources, 'run-pairs.c')]
  const { ending, stderr } = await world.processes.run({ file: 'cc', args })
  if (ending.kind !== 'exit' || ending.code !== 0) throw new Error(new TextDecoder().decode(stderr))
  await world.files.rename(fresh, runner)
  return runner
}
