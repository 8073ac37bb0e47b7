/**
 * npm run oracle: is the verdict true? Builds a matrix of binaries and a set of boards (root file
 * systems × emulated CPUs), starts each binary on each board, and compares what happened with what
 * ferry said. docs/oracle.md tells what it proves and what it cannot.
 *
 * Words: --boards PATTERN and --binaries PATTERN take those whose names fit; --readelf compares the
 * facts of every ELF file with readelf's instead; --shallow judges
 * without a look into the code; --json FILE writes every pair.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { ProblemError } from '../src/core/problem/problem.ts'
import { NEEDS, ensureHostPackages } from './host-packages.ts'
import { RECIPES } from './oracle/binaries/recipes.ts'
import { BOARDS } from './oracle/boards.ts'
import { buildBinaries } from './oracle/build-binaries.ts'
import { buildRunner } from './oracle/build-runner.ts'
import { agree } from './oracle/compare.ts'
import { compareReadelf } from './oracle/compare-readelf.ts'
import { getEmulators } from './oracle/get-emulators.ts'
import { getZig } from './oracle/get-zig.ts'
import { ORACLE_NEEDS } from './oracle/host-needs.ts'
import { knownLimit } from './oracle/known-limits.ts'
import { makeOracleWorld } from './oracle/make-oracle-world.ts'
import { makeRoot, type Root } from './oracle/make-root.ts'
import { prepareBoards } from './oracle/prepare-boards.ts'
import { formatBoards, formatDisagreements, formatSummary } from './oracle/report.ts'
import { ROOTS } from './oracle/roots.ts'
import { runMatrix } from './oracle/run-matrix.ts'
import { stageBinaries } from './oracle/stage-binaries.ts'

const { values } = parseArgs({
  options: {
    boards: { type: 'string', default: '' },
    binaries: { type: 'string', default: '' },
    json: { type: 'string' },
    shallow: { type: 'boolean', default: false },
    readelf: { type: 'boolean', default: false },
  },
})
ensureHostPackages([NEEDS.cc, NEEDS.clang, ...ORACLE_NEEDS])
const oracle = makeOracleWorld()
const { world, folder } = oracle
const sources = resolve(import.meta.dirname, '..', 'test', 'oracle')
const began = performance.now()

const boards = BOARDS.filter(({ name }) => new RegExp(values.boards).test(name))
const emulators = await getEmulators(oracle)
const roots = new Map<string, Root>()
const unmade: { readonly board: string; readonly why: string }[] = []
for (const recipe of ROOTS) {
  if (!boards.some(({ root }) => root === recipe.name)) continue
  try {
    roots.set(recipe.name, await makeRoot(recipe, oracle))
  } catch (error) {
    // A mirror may lack one package of one architecture; that is told, and the other boards are judged.
    if (!(error instanceof ProblemError)) throw error
    const { title, why } = error.problem
    unmade.push({ board: `root ${recipe.name}`, why: `${title}: ${why ?? ''}` })
  }
}
if (values.readelf) {
  // The matrix's own binaries are compared, too, as far as they were built before.
  const folders = [...[...roots.values()].map((root) => root.folder), join(folder, 'stage')]
  let total = 0
  let wrong = 0
  for (const place of folders) {
    const { files, differences } = await compareReadelf(place, oracle)
    total += files
    wrong += differences.length
    for (const line of differences) console.log(line)
    console.log(`${place}: ${files} ELF files, ${differences.length} differences`)
  }
  console.log(`${total} ELF files, ${wrong} differences from readelf`)
  process.exit(wrong === 0 && total > 0 ? 0 : 1)
}
const runner = await buildRunner(sources, oracle)
const stage = join(folder, 'stage')
await world.files.makeFolder(stage)
const madeBoards = boards.filter(({ root }) => roots.has(root))
const prepared = await prepareBoards(madeBoards, { roots, emulators, sources, stage }, oracle)
const zig = await getZig(oracle)
const recipes = RECIPES.filter(({ name }) => new RegExp(values.binaries).test(name))
const { binaries, unbuilt } = await buildBinaries(recipes, oracle, {
  sources,
  ...(zig === undefined ? {} : { zig }),
})
await stageBinaries(binaries, oracle)
const built = performance.now()
const matrix = { boards: prepared.boards, binaries, runner, deep: !values.shallow }
const { pairs, broken } = await runMatrix(matrix, oracle)
const limited = pairs.filter((pair) => knownLimit(pair) !== undefined)
const others = pairs.filter((pair) => knownLimit(pair) === undefined)
const problems = [...unmade, ...prepared.broken, ...broken]
const prepareSeconds = ((built - began) / 1000).toFixed(0)
const runSeconds = ((performance.now() - built) / 1000).toFixed(0)
const lines = [
  '',
  'Doubts:',
  ...formatDisagreements(others, ['unsure']),
  '',
  'Known limits:',
  ...limited.map(
    (pair) => `${formatDisagreements([pair], [agree(pair)]).join('')} [${knownLimit(pair)}]`,
  ),
  '',
  'Disagreements:',
  ...formatDisagreements(others, ['wrong-runs', 'wrong-fails', 'unclear']),
  '',
  ...formatBoards(pairs),
  '',
  ...unbuilt.map(({ name, why }) => `not built: ${name}: ${why}`),
  ...problems.map(({ board, why }) => `no board: ${board}: ${why}`),
  ...formatSummary('All', pairs),
  ...formatSummary(
    'For the machine of the board',
    pairs.filter(({ sameMachine }) => sameMachine),
  ),
  `${limited.length} of the wrong ones are known limits (docs/oracle.md)`,
  `${binaries.length} binaries, ${prepared.boards.length} boards, ${emulators.version}; ${prepareSeconds} s to prepare, ${runSeconds} s to run and judge`,
]
console.log(lines.join('\n'))
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(pairs))
const isWrong = others.some((pair) => !['right', 'unsure'].includes(agree(pair)))
process.exitCode =
  isWrong || problems.length > 0 || unbuilt.length > 0 || pairs.length === 0 ? 1 : 0
