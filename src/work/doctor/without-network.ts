import { noNetwork } from '../../core/problem/download-problems.ts'
import type { Packages } from '../../ports/packages.ts'
import type { World } from '../../ports/world.ts'

/** A world that has what was made before and fetches nothing, from the board neither: for a look at what a build would find. */
export function withoutNetwork(world: World): World {
  const refuse = async (): Promise<never> => {
    throw noNetwork('http://nothing.invalid/', 'the doctor only looks')
  }
  const packages: Packages = {
    mirrors: () => world.packages.mirrors(),
    resolve: refuse,
    fetch: refuse,
    obtain: refuse,
    find: refuse,
    source: refuse,
    unpack: refuse,
  }
  return { ...world, packages, connect: refuse }
}
