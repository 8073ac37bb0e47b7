import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { BoardFacts } from '../core/board/board-facts.ts'
import { withGlibc } from '../core/plan/sysroot/choose-release.ts'
import { targetFor } from './for-board.ts'

const facts: BoardFacts = {
  schema: 'ferry.board/1',
  userland: { machine: 'aarch64', bits: 64, endian: 'little' },
  libc: { kind: 'glibc', version: '2.36' },
  os: { id: 'debian', codename: 'bookworm' },
}
const board = { name: 'x', destination: 'x' }

test('--static: the musl target, of what suits the board or of what was named', () => {
  const wishes = { static: true } as const
  assert.equal(targetFor({ board, facts }), 'aarch64-unknown-linux-gnu')
  assert.equal(targetFor({ board, facts, wishes }), 'aarch64-unknown-linux-musl')
  const target = 'arm-unknown-linux-gnueabihf'
  assert.equal(targetFor({ board, facts, target, wishes }), 'arm-unknown-linux-musleabihf')
})

test('an older glibc is another system: its own release and packages do not count', () => {
  assert.equal(withGlibc(facts, undefined), facts)
  assert.equal(withGlibc(facts, '2.36'), facts)
  const old = withGlibc(facts, '2.31')
  assert.deepEqual([old.libc?.version, old.os], ['2.31', undefined])
})
