import { inPairs, type Binary } from './build-binaries.ts'
import type { Pair } from './compare.ts'
import { isForMachine } from './enter-board.ts'
import { judgeBinary } from './judge-binary.ts'
import { keepResults } from './keep-results.ts'
import type { OracleWorld } from './make-oracle-world.ts'
import type { Outcome } from './outcome.ts'
import type { PreparedBoard } from './prepare-boards.ts'
import { runOnBoard } from './run-board.ts'

export interface Matrix {
  readonly boards: readonly PreparedBoard[]
  readonly binaries: readonly Binary[]
  /** The static program that starts others: test/oracle/run-pairs.c. */
  readonly runner: string
  /** Look into the code of each file, as `ferry verify --deep` does. */
  readonly deep: boolean
}

export interface MatrixResult {
  readonly pairs: readonly Pair[]
  /** Boards on which not every program was run, with the reason. */
  readonly broken: readonly { readonly board: string; readonly why: string }[]
}

/** Runs every binary on every board, two boards at a time, and judges each pair. What ran before is not run again. */
export async function runMatrix(matrix: Matrix, oracle: OracleWorld): Promise<MatrixResult> {
  const pairs: Pair[] = []
  const broken: { board: string; why: string }[] = []
  await inPairs(matrix.boards, async (prepared) => {
    try {
      pairs.push(...(await runBoard(prepared, matrix, oracle)))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      broken.push({ board: prepared.board.name, why })
    }
  })
  return { pairs, broken }
}

async function runBoard(
  { board, enterable, facts, key }: PreparedBoard,
  { binaries: all, runner, deep }: Matrix,
  oracle: OracleWorld,
): Promise<readonly Pair[]> {
  const binaries = all.filter(({ recipe }) => board.cpu === undefined || recipe.kernelOnly !== true)
  const kept = keepResults(oracle.folder, key)
  const left = binaries.filter(({ sha256 }) => kept.get(sha256) === undefined)
  const byPath = new Map(left.map((one) => [`/tmp/oracle/${one.recipe.name}/program`, one]))
  const text = `${board.name}: ${left.length} of ${binaries.length} to run`
  oracle.tell({ kind: 'step', id: board.name, text })
  if (left.length > 0) {
    await runOnBoard(enterable, [...byPath.keys()], runner, oracle, (path, outcome) => {
      const binary = byPath.get(path)
      if (binary) kept.add(binary.sha256, outcome)
    })
  }
  const pairs: Pair[] = []
  for (const { recipe, sha256, file } of binaries) {
    const outcome: Outcome = kept.get(sha256) ?? { kind: 'unclear', how: 'not run', ms: 0 }
    const path = `${enterable.stage}/${recipe.name}/program`
    const judged = await judgeBinary(path, facts, { deep, enterable }, oracle)
    const head = await oracle.world.files.readAt(file, 0, 20)
    pairs.push({
      board: board.name,
      binary: recipe.name,
      sameMachine: isForMachine(head ?? new Uint8Array(), enterable.machine),
      verdict: judged.verdict,
      findings: judged.findings,
      outcome,
    })
  }
  return pairs
}
