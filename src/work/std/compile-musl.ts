import type { Tell } from '../../core/event.ts'
import type { PackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import type { World } from '../../ports/world.ts'

export async function compileMusl(
  world: World,
  toolchain: PackageToolchain,
  clang: readonly string[],
  folder: string,
  tell: Tell,
): Promise<string | undefined> {
  void [world, toolchain, clang, folder, tell]
  return 'musl cannot be compiled yet'
}
