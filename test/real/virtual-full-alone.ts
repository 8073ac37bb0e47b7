import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'

import { ProblemError } from '../../src/core/problem/problem.ts'
import { makeVirtualBoards } from '../../src/shell/virtual/make-virtual-boards.ts'
import { makeRealWorld } from './real-world.ts'
import { say } from './virtual-world.ts'

// Run by virtual-full.test.ts where no user namespace may be made: anything thrown is the test's failure.
const { host, processes, files, clock, packages } = makeRealWorld(
  {},
  process.env['FERRY_TEST_CACHE'] ?? '',
)
const parts = { host, processes, files, clock, packages, ways: ['private'] as const }
const boards = makeVirtualBoards(parts)
const name = `alone-${process.pid}`
const tell = (): undefined => undefined
assert.notEqual(spawnSync('unshare', ['-U', 'true']).status, 0, 'namespaces are forbidden here')
try {
  await assert.rejects(boards.start({ name, preset: 'pi-4' }, tell), (error) => {
    assert.ok(error instanceof ProblemError)
    assert.equal(error.problem.code, 'virtual/not-allowed')
    assert.match(error.problem.fix?.text ?? '', /--full/)
    return true
  })
  const options = { full: { memoryBytes: 512 * 1024 ** 2 } }
  const board = await boards.start({ name, preset: 'pi-4', options }, tell)
  assert.equal(board.running?.way, 'full')
  assert.equal((await say(board, 'uname -m; id -un')).out, 'aarch64\npi\n')
  assert.equal(await boards.stop(name), true)
} finally {
  await boards.remove(name)
}
