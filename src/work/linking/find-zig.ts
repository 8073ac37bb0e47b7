import type { World } from '../../ports/world.ts'

/** How zig is started: a `zig` in PATH, or the Python package `ziglang`. Undefined where there is none. */
export async function findZig(
  world: Pick<World, 'processes'>,
): Promise<readonly string[] | undefined> {
  const zig = await world.processes.which('zig')
  if (zig !== undefined) return [zig]
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
