import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'

/** rust-lld of the host's Rust toolchain, or lld of PATH; both take `-flavor gnu`. */
export async function findLld({ world }: OracleWorld): Promise<string | undefined> {
  const ended = await world.processes.run({ file: 'rustc', args: ['--print', 'target-libdir'] })
  const library = new TextDecoder().decode(ended.stdout).trim()
  const own = join(library, '..', 'bin', 'rust-lld')
  if (ended.ending.kind === 'exit' && (await world.files.stat(own))) return own
  return world.processes.which('lld')
}
