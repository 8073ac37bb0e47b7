import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { inPairs, type Binary } from './build-binaries.ts'
import type { OracleBoard } from './boards.ts'
import type { Pair } from './compare.ts'
import type { Enterable } from './enter-board.ts'
import type { Emulators } from './get-emulators.ts'
import { judgeBinary } from './judge-binary.ts'
import { keepResults } from './keep-results.ts'
import type { OracleWorld } from './make-oracle-world.ts'
import type { Root } from './make-root.ts'
import type { Outcome } from './outcome.ts'
import { makeCpuinfo } from './make-cpuinfo.ts'
import { probeBoard } from './probe-board.ts'
import { runOnBoard } from './run-board.ts'

export interface Matrix {
  readonly boards: readonly OracleBoard[]
  readonly roots: ReadonlyMap<string, Root>
  readonly binaries: readonly Binary[]
  readonly emulators: Emulators
  /** Folder of the matrix's sources. */
  readonly sources: string
  /** Folder of staged binaries. */
  readonly stage: string
  /** The static program that starts others: test/oracle/run-pairs.c. */
  readonly runner: string
}

export interface MatrixResult {
  readonly pairs: readonly Pair[]
  /** Boards that could not be asked or started, with the reason. */
  readonly broken: readonly { readonly board: string; readonly why: string }[]
  readonly facts: readonly BoardFacts[]
}

/** Changes whenever the runner starts programs in another way: what ran before is run again. */
const RUNNER = 2

/** Runs every binary on every board, two boards at a time, and judges each pair. What ran before is not run again. */
export async function runMatrix(matrix: Matrix, oracle: OracleWorld): Promise<MatrixResult> {
  const pairs: Pair[] = []
  const broken: { board: string; why: string }[] = []
  const facts: BoardFacts[] = []
  await inPairs(matrix.boards, async (board) => {
    try {
      const done = await runBoard(board, matrix, oracle)
      pairs.push(...done.pairs)
      facts.push(done.facts)
    } catch (error) {
      broken.push({
        board: board.name,
        why: error instanceof Error ? error.message : String(error),
      })
    }
  })
  return { pairs, broken, facts }
}

async function runBoard(
  board: OracleBoard,
  matrix: Matrix,
  oracle: OracleWorld,
): Promise<{ pairs: readonly Pair[]; facts: BoardFacts }> {
  const root = matrix.roots.get(board.root)
  if (!root) throw new Error(`its root ${board.root} was not made`)
  const { emulators, stage, runner } = matrix
  const binaries = matrix.binaries.filter(
    ({ recipe }) => board.cpu === undefined || recipe.kernelOnly !== true,
  )
  const { emulator: machine } = root.recipe
  const cpuinfo =
    board.cpu === undefined
      ? undefined
      : await makeCpuinfo(machine, board.cpu, matrix.sources, emulators, oracle)
  const enterable: Enterable = {
    root: root.folder,
    machine,
    stage,
    ...(cpuinfo === undefined ? {} : { cpuinfo }),
    ...(board.cpu === undefined ? {} : { cpu: board.cpu, emulator: emulators.program(machine) }),
  }
  const facts = await probeBoard(board.name, enterable, oracle)
  await oracle.world.files.write(
    join(oracle.folder, 'facts', `${board.name.replaceAll(/[/,]/g, '_')}.json`),
    `${JSON.stringify(facts, null, 2)}\n`,
  )
  const kernel = board.cpu === undefined ? (facts.kernel?.release ?? '') : emulators.version
  const key = createHash('sha256')
    .update(JSON.stringify([root.key, board.cpu ?? 'native', kernel, RUNNER]))
    .digest('hex')
    .slice(0, 24)
  const kept = keepResults(oracle.folder, key)
  const left = binaries.filter(({ sha256 }) => kept.get(sha256) === undefined)
  const byPath = new Map(left.map((one) => [`/tmp/oracle/${one.recipe.name}/program`, one]))
  oracle.tell({
    kind: 'step',
    id: board.name,
    text: `${board.name}: ${left.length} of ${binaries.length} to run`,
  })
  if (left.length > 0) {
    await runOnBoard(enterable, [...byPath.keys()], runner, oracle, (path, outcome) => {
      const binary = byPath.get(path)
      if (binary) kept.add(binary.sha256, outcome)
    })
  }
  const pairs: Pair[] = []
  for (const { recipe, sha256 } of binaries) {
    const outcome: Outcome = kept.get(sha256) ?? { kind: 'unclear', how: 'not run', ms: 0 }
    const judged = await judgeBinary(stage, recipe.name, facts, oracle)
    pairs.push({
      board: board.name,
      binary: recipe.name,
      sameMachine: !judged.findings.some(({ code }) =>
        ['elf/wrong-machine', 'elf/wrong-class', 'elf/wrong-endian'].includes(code),
      ),
      verdict: judged.verdict,
      findings: judged.findings,
      outcome,
    })
  }
  return { pairs, facts }
}
