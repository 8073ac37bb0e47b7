import type { World } from '../../../ports/world.ts'

/** zig's folder of headers and sources, as `zig env` says it (JSON, ZON since 0.15). Undefined where it does not start. */
export async function readZigLib(
  world: Pick<World, 'processes'>,
  zig: readonly string[],
): Promise<string | undefined> {
  const [file = 'zig', ...words] = zig
  const { stdout } = await world.processes.run(
    { file, args: [...words, 'env'] },
    { timeoutMs: 60_000, maxBytes: 65_536 },
  )
  return /"?\.?lib_dir"?\s*[:=]\s*"([^"\n]+)"/.exec(new TextDecoder().decode(stdout))?.[1]
}
