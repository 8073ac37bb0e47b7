import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'

/**
 * zig's program: of PATH, of the cache, or by pip of the registry that this host is set up for
 * (PyPI package `ziglang`, 100 MB). Undefined where it cannot be had; what needs it is then told as
 * not built.
 */
export async function getZig({ world, folder, tell }: OracleWorld): Promise<string | undefined> {
  const installed = await world.processes.which('zig')
  if (installed !== undefined) return installed
  const place = join(folder, 'tools', 'zig-packages')
  const program = join(place, 'ziglang', 'zig')
  if (await world.files.stat(program)) return program
  tell({
    kind: 'step',
    id: 'zig',
    text: 'Fetching zig by pip: it makes what no other compiler can',
  })
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', place, 'ziglang']
  await world.processes.run({ file: 'python3', args })
  return (await world.files.stat(program)) ? program : undefined
}
