import type { Tell } from '../core/event.ts'
import { ProblemError } from '../core/problem/problem.ts'
import type { World } from '../ports/world.ts'
import { ensureStd } from './std.ts'

/** How to call a cargo that builds for this host. */
export interface HostCargo {
  readonly file: string
  readonly env?: Readonly<Record<string, string>>
}

/** The host's own cargo, else the one of Debian's Rust in ferry's cache; undefined where neither can be had. */
export async function findHostCargo(world: World, tell: Tell): Promise<HostCargo | undefined> {
  const own = await world.processes.which('cargo')
  if (own !== undefined) return { file: own }
  try {
    const { cargo, env } = await ensureStd(
      world,
      { target: hostTarget(world), folder: world.host.cache },
      tell,
    )
    return { file: cargo, env }
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code.startsWith('std/')) return undefined
    throw error
  }
}

function hostTarget({ host }: World): string {
  return `${host.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-gnu`
}
