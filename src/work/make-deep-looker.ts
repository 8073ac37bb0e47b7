import type { Tell } from '../core/event.ts'
import { isScanned } from '../core/instructions/scan/scan-code.ts'
import type { World } from '../ports/world.ts'
import { keepLooks } from './keep-looks.ts'
import { findDeepHelper } from './ensure-deep-helper.ts'
import { isLookedInto, verifyDeep } from './verify-deep.ts'
import type { DeepLooker } from './look-into-code.ts'

/** For `--deep`: every file, and the helper is built where it is not there. */
export function makeDeepLooker(world: World, tell: Tell): DeepLooker {
  return {
    always: true,
    look: async (file, elf, board) => {
      // Machines that the helper has no decoder for, and whose instructions are looked at all the same.
      if (!isLookedInto(elf) && isScanned(elf)) return undefined
      return verifyDeep(world, file, elf, board, tell)
    },
  }
}

/** For everything else: where a doubt is left, and only by a helper that was built before. */
export function makeReadyLooker(world: World, tell: Tell): DeepLooker {
  return {
    always: false,
    looks: keepLooks(world),
    look: async (file, elf, board) => {
      if (!isLookedInto(elf) || (await findDeepHelper(world)) === undefined) return undefined
      return verifyDeep(world, file, elf, board, tell)
    },
  }
}
