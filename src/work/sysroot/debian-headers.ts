import type { Tell } from '../../core/event.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import type { Release } from '../../core/plan/sysroot/choose-release.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { World } from '../../ports/world.ts'
import { findGcc } from './from-packages.ts'

/**
 * Headers of the kernel, of libstdc++ and of a glibc that is not newer than the board's, for a system that has none: they declare what that
 * libc has, whatever distribution it is from. Gives the release and its gcc's version, or undefined where none can be had: C then lacks its headers,
 * and says so.
 */
export async function addDebianHeaders(
  world: Pick<World, 'packages'>,
  abi: TargetAbi,
  releases: readonly Release[],
  root: string,
  tell: Tell,
): Promise<{ readonly release: string; readonly gcc: string } | undefined> {
  for (const { suite, architecture, origin } of releases) {
    try {
      const ask = { suite, architecture, origin, names: [] }
      const gcc = await findGcc(world, ask, tell)
      const names = ['libc6-dev', 'linux-libc-dev', `libstdc++-${gcc}-dev`]
      const fetched = await world.packages.obtain({ ...ask, names, dependencies: 'none' }, tell)
      await world.packages.unpack(fetched, root, {
        keep: (path) => path === 'usr' || /^usr\/include(?:\/|$)/.test(path),
      })
      return { release: `${origin} ${suite}`, gcc }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
  tell({
    kind: 'warning',
    text: `The board has no headers, and none for ${abi.target} could be fetched: C code will miss them.`,
  })
  return undefined
}
