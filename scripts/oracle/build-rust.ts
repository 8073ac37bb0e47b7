import { join } from 'node:path'

import { ProblemError } from '../../src/core/problem/problem.ts'
import { buildForBoard } from '../../src/work/build-for-board.ts'
import type { BinaryRecipe } from './binaries/recipe.ts'
import { factsFile } from './facts-file.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/** Builds a project of test/oracle as `ferry build --on facts:FILE` would. Gives the program, or why there is none. */
export async function buildRust(
  wish: NonNullable<BinaryRecipe['rust']>,
  dir: string,
  sources: string,
  { world, folder, tell }: OracleWorld,
): Promise<{ readonly file: string } | { readonly why: string }> {
  const words = wish.words.filter((word) => word !== '--dev')
  const manifest = ['--manifest-path', join(sources, wish.project ?? 'rust', 'Cargo.toml')]
  const cargoArgs = [...manifest, '--target-dir', join(dir, 'target'), '--locked', ...words]
  const destination = `facts:${factsFile(folder, wish.board)}`
  try {
    const { report } = await buildForBoard(
      world,
      { board: { name: destination, destination }, subcommand: 'build', cargoArgs, allow: [] },
      tell,
    )
    const file = report.programs.find(({ executable }) => executable !== undefined)?.executable
    return file === undefined ? { why: 'cargo made no program' } : { file }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { code, title, why, output } = error.problem
    return { why: [code, title, why, ...(output ?? []).slice(-3)].join(': ') }
  }
}
