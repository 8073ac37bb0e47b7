import { wrongUsage } from '../core/problem/usage-problems.ts'
import type { World } from '../ports/world.ts'

/** Permission bits: those asked for in octal, else those of the file, else 0644. */
export async function fileMode(
  world: Pick<World, 'files'>,
  file: string,
  asked: string | undefined,
): Promise<number> {
  if (asked === undefined) return ((await world.files.stat(file))?.mode ?? 0o644) & 0o777
  if (!/^0?[0-7]{3}$/.test(asked)) {
    throw wrongUsage(`--mode ${asked} is no mode`, 'it is three octal digits, e.g. 755', [
      'ferry',
      'ship',
      '--help',
    ])
  }
  return Number.parseInt(asked, 8)
}
