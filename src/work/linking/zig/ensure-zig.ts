import { dirname } from 'node:path'

import type { Tell } from '../../../core/event.ts'
import { formatZigRequirement, ZIG_RELEASE } from '../../../core/plan/linkers/zig-release.ts'
import type { Ended } from '../../../ports/processes.ts'
import type { World } from '../../../ports/world.ts'
import { fetchedZig, findZig } from './find-zig.ts'

export type ZigAnswer =
  | { readonly zig: readonly string[] }
  /** Why there is none. */
  | { readonly missing: string }

/**
 * zig of this host, or fetched into the cache by the host's own pip (the index, proxy and certificates that it is set up
 * for), its sum checked. `why` says what it is needed for. With `offline` nothing is fetched.
 */
export async function ensureZig(
  world: Pick<World, 'files' | 'host' | 'processes' | 'clock'>,
  { why, offline }: { readonly why: string; readonly offline?: boolean },
  tell: Tell,
): Promise<ZigAnswer> {
  const found = await findZig(world)
  if (found) return { zig: found }
  if (offline === true) return { missing: 'not installed, and nothing is fetched now' }
  const program = fetchedZig(world)
  const folder = dirname(dirname(program))
  return await world.files.locked(folder, async () => {
    if (await world.files.stat(program)) return { zig: [program] }
    const python = await world.processes.which('python3')
    if (python === undefined)
      return { missing: 'not installed, and there is no python3 whose pip could fetch it' }
    const megabytes = Math.round(ZIG_RELEASE.bytes / 1_000_000)
    const started = world.clock.ticks()
    const text = `Fetching zig ${ZIG_RELEASE.version} by pip (${megabytes} MB, once): ${why}`
    tell({ kind: 'step', id: 'zig', text })
    const beside = `${folder}.new`
    const requirements = `${folder}.txt`
    await world.files.remove(beside)
    await world.files.write(requirements, formatZigRequirement())
    const args = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--retries',
      '1',
      '--timeout',
      '30',
      '--only-binary=:all:',
      '--require-hashes',
      '--target',
      beside,
      '-r',
      requirements,
    ]
    tell({ kind: 'command', file: python, args, where: 'host' })
    const ended = await world.processes.run({ file: python, args }, { timeoutMs: 1_800_000 })
    if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
      await world.files.remove(beside)
      return { missing: `pip could not fetch it: ${lastWords(ended)}` }
    }
    await world.files.remove(folder)
    await world.files.rename(beside, folder)
    tell({ kind: 'step-done', id: 'zig', ms: world.clock.ticks() - started })
    return (await world.files.stat(program))
      ? { zig: [program] }
      : { missing: 'the package ziglang has no zig in it' }
  })
}

/** pip says what is wrong in its last line, under warnings. */
function lastWords({ stderr, ending }: Ended): string {
  const lines = new TextDecoder().decode(stderr).trim().split('\n')
  const telling = lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.at(-1) ?? ''
  return telling.replace(/^ERROR: /, '') || `it ended with ${ending.kind}`
}
