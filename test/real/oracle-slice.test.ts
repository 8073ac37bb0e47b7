/**
 * A slice of `npm run oracle`: at least 100 pairs of program and board, run under emulation and
 * compared with the verdict. Needs what `npm run try` installs (cc, clang, a Rust toolchain with
 * rust-lld or lld), the network the first time (QEMU and three roots, 90 MB), and Linux 6.7 or later.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { SLICE_BINARIES } from '../../scripts/oracle/binaries/slice.ts'
import { BOARDS } from '../../scripts/oracle/boards.ts'
import { buildBinaries } from '../../scripts/oracle/build-binaries.ts'
import { buildRunner } from '../../scripts/oracle/build-runner.ts'
import { agree } from '../../scripts/oracle/compare.ts'
import { findLld } from '../../scripts/oracle/find-lld.ts'
import { getEmulators } from '../../scripts/oracle/get-emulators.ts'
import { makeOracleWorld } from '../../scripts/oracle/make-oracle-world.ts'
import { makeRoot, type Root } from '../../scripts/oracle/make-root.ts'
import { prepareBoards } from '../../scripts/oracle/prepare-boards.ts'
import { formatDisagreements, formatSummary } from '../../scripts/oracle/report.ts'
import { ROOTS } from '../../scripts/oracle/roots.ts'
import { runMatrix } from '../../scripts/oracle/run-matrix.ts'
import { stageBinaries } from '../../scripts/oracle/stage-binaries.ts'

const names = ['bare-armel/arm1176', 'bookworm-armhf/cortex-a7', 'bookworm-arm64/cortex-a72']

test('the verdict is what happens: 100 pairs under emulation', { timeout: 300_000 }, async (t) => {
  const oracle = makeOracleWorld()
  const { folder } = oracle
  const sources = join(import.meta.dirname, '..', 'oracle')
  const stage = join(folder, 'stage')
  const boards = BOARDS.filter(({ name }) => names.includes(name))
  const roots = new Map<string, Root>()
  for (const recipe of ROOTS) {
    if (boards.some(({ root }) => root === recipe.name))
      roots.set(recipe.name, await makeRoot(recipe, oracle))
  }
  const emulators = await getEmulators(oracle, ['trixie'])
  const runner = await buildRunner(sources, oracle)
  const lld = await findLld(oracle)
  assert.ok(lld !== undefined, 'neither rust-lld nor lld is here')
  const tools = { sources, lld, roots: join(folder, 'roots') }
  const { binaries, unbuilt } = await buildBinaries(SLICE_BINARIES, oracle, tools)
  assert.deepEqual(unbuilt, [])
  await stageBinaries(binaries, oracle)
  const prepared = await prepareBoards(boards, { roots, emulators, sources, stage }, oracle)
  assert.deepEqual(prepared.broken, [])
  assert.equal(prepared.boards.length, names.length)
  const matrix = { boards: prepared.boards, binaries, runner, deep: false }
  const { pairs, broken } = await runMatrix(matrix, oracle)
  assert.deepEqual(broken, [])
  for (const line of formatSummary('Slice', pairs)) t.diagnostic(line)
  assert.ok(pairs.length >= 100, `${pairs.length} pairs`)
  assert.deepEqual(formatDisagreements(pairs, ['wrong-runs', 'wrong-fails', 'unclear']), [])
  // 32-bit programs on a 64-bit kernel: whether that kernel starts them is not among a board's facts.
  const doubts = pairs.filter((pair) => agree(pair) === 'unsure')
  for (const line of formatDisagreements(doubts, ['unsure'])) t.diagnostic(line)
  assert.ok(doubts.every(({ board }) => board === 'bookworm-arm64/cortex-a72'))
  assert.ok(pairs.filter(({ outcome }) => outcome.kind === 'starts').length >= 15)
})
