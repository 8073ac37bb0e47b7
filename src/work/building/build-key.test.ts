import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import { makeFiles } from '../../shell/files.ts'
import { readHost } from '../../shell/host.ts'
import { buildKey } from './build-key.ts'
import { placeOfBuild } from './build-place.ts'

const facts: BoardFacts = {
  schema: 'ferry.board/1',
  name: 'virtual:pi-4',
  cpu: { core: 'cortex-a72', count: 4 },
  userland: { machine: 'aarch64', bits: 64, endian: 'little' },
  libc: { kind: 'glibc', version: '2.36' },
  os: { id: 'debian', version: '12', codename: 'bookworm' },
}

function key(change: Partial<BoardFacts>, packages?: readonly string[]): string {
  const config = { destination: 'x', ...(packages ? { packages } : {}) }
  return buildKey({ board: { name: 'x', destination: 'x', config } }, { ...facts, ...change })
}

test('what the build is not made from does not tell boards apart; libc, system and packages do', () => {
  const same = key({ name: 'other', hostname: 'h', cpu: { core: 'cortex-a53', count: 2 } })
  assert.equal(same, key({}))
  assert.notEqual(key({ libc: { kind: 'glibc', version: '2.31' } }), same)
  assert.notEqual(key({ os: { id: 'debian', version: '11', codename: 'bullseye' } }), same)
  assert.notEqual(key({}, ['libasound2-dev']), same)
})

test('the first build of a target is where cargo builds, each other has a folder that stays the same', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'ferry-place-'))
  const world = { files: makeFiles(), host: { ...readHost(), cache } }
  try {
    assert.equal(await placeOfBuild(world, 't', 'a'), undefined)
    const second = await placeOfBuild(world, 't', 'b')
    assert.match(second ?? '', /^ferry\/[0-9a-f]{12}$/)
    assert.equal(await placeOfBuild(world, 'u', 'b'), undefined)
    assert.equal(await placeOfBuild(world, 't', 'b'), second)
    assert.equal(await placeOfBuild(world, 't', 'a'), undefined)
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
})
