import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import type { FileVerdict } from '../../src/core/verdict/finding.ts'
import { verifyFiles } from '../../src/work/verify.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/** ferry's own verdict on a staged binary, as `ferry verify` and `ferry run` reach it. */
export async function judgeBinary(
  path: string,
  board: BoardFacts,
  _options: { readonly deep: boolean },
  { world }: OracleWorld,
): Promise<FileVerdict> {
  const options = { role: 'program', skipGit: true } as const
  const { results } = await verifyFiles(world, [path], board, options, () => {})
  const own = results.find((result) => result.file === path)
  if (!own) throw new Error(`${path} was not judged`)
  return own
}
