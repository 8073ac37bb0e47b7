import assert from 'node:assert/strict'

import { makeVirtualBoards } from '../../src/shell/virtual/make-virtual-boards.ts'
import { makeProbes, makeTrue } from '../fixtures/silicon/probes.ts'
import { makeRealWorld } from './real-world.ts'
import { runEach, say, send } from './virtual-world.ts'

// Run by virtual-user.test.ts as a user that is nobody: anything thrown is the test's failure.
const cache = process.env['FERRY_TEST_CACHE'] ?? ''
const { host, processes, files, clock, packages } = makeRealWorld({}, cache)
assert.notEqual(host.uid, 0)
const boards = makeVirtualBoards({ host, processes, files, clock, packages })
try {
  const board = await boards.start({ name: 'pi-zero' }, () => undefined)
  assert.equal(board.running?.way, 'private')
  const said = await say(
    board,
    'id -un; id -u; touch a; mkdir b; ls -ld a | cut -d" " -f3; uname -m',
  )
  assert.equal(said.out, 'pi\n1000\npi\narmv6l\n')
  const v6 = makeProbes().get('arm-v6') ?? new Uint8Array()
  const neon = makeProbes().get('arm-neon') ?? new Uint8Array()
  const noLoader = makeTrue('arm', '/lib/none.so')
  const programs = { v6, neon, 'no-loader': noLoader, host: makeTrue('x86-64') }
  await send(board, new Map(Object.entries(programs)))
  const codes = Object.fromEntries(await runEach(board, Object.keys(programs), 'QEMU_CPU=max'))
  assert.deepEqual(codes, { v6: 0, neon: 132, 'no-loader': 127, host: 126 })
  const pid = board.running.pid
  assert.equal(await boards.stop('pi-zero'), true)
  const state = await files.readText(`/proc/${pid}/status`)
  assert.ok(
    state === undefined || state.includes('State:\tZ'),
    'only a zombie may wait for its parent',
  )
  assert.equal(await boards.remove('pi-zero'), true)
} finally {
  for (const { name } of await boards.list()) await boards.remove(name)
}
