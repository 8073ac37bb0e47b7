import { join } from 'node:path'

import { ZIG_RELEASE } from '../../../core/plan/linkers/zig-release.ts'
import type { World } from '../../../ports/world.ts'

/** How zig is started: a `zig` in PATH, the one that ferry fetched, or the Python package `ziglang`. Undefined where there is none. */
export async function findZig(
  world: Pick<World, 'files' | 'host' | 'processes'>,
): Promise<readonly string[] | undefined> {
  const zig = await world.processes.which('zig')
  if (zig !== undefined) return [zig]
  const own = fetchedZig(world)
  if (await world.files.stat(own)) return [own]
  const python = await world.processes.which('python3')
  if (python === undefined) return undefined
  const ended = await world.processes.run(
    { file: python, args: ['-c', 'import ziglang'] },
    { timeoutMs: 10_000, maxBytes: 4096 },
  )
  return ended.ending.kind === 'exit' && ended.ending.code === 0
    ? [python, '-m', 'ziglang']
    : undefined
}

/** Where the zig that ferry fetches lies. */
export function fetchedZig({ host }: Pick<World, 'host'>): string {
  return join(host.cache, 'zig', ZIG_RELEASE.version, 'ziglang', 'zig')
}
