import { ARM_BINARIES } from './arm.ts'
import { CHANGED_BINARIES, FOREIGN_BINARIES } from './changed.ts'
import { OTHER_BINARIES } from './others.ts'
import type { BinaryRecipe } from './recipe.ts'
import { RUST_BINARIES } from './rust.ts'
import { ZIG_BINARIES } from './zig.ts'

/** Every binary of the matrix. */
export const RECIPES: readonly BinaryRecipe[] = [
  ...ARM_BINARIES,
  ...OTHER_BINARIES,
  ...ZIG_BINARIES,
  ...RUST_BINARIES,
  ...FOREIGN_BINARIES,
  ...CHANGED_BINARIES,
]
