import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { makeClock } from '../shell/clock.ts'
import { makeFiles } from '../shell/files.ts'
import { findChange, takeSnapshot, waitForChange } from './watch-sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-w-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const world = { files: makeFiles(), clock: makeClock() }
const at = (path: string): string => join(folder, path)
const write = (path: string, text: string): void => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), text)
}
const sources = { folders: [at('p')], files: [at('beside.txt')] }

test('sources count, and what cargo and editors write does not', async () => {
  write('p/src/main.rs', 'one')
  write('beside.txt', 'a')
  const before = await takeSnapshot(world, sources)
  assert.deepEqual([...before.keys()].toSorted(), [at('beside.txt'), at('p/src/main.rs')])
  for (const path of [
    'p/target/debug/app',
    'p/.git/HEAD',
    'p/src/main.rs~',
    'p/src/.main.rs.swp',
    'p/4913',
  ])
    write(path, 'x')
  assert.equal(findChange(before, await takeSnapshot(world, sources)), undefined)
  write('p/src/main.rs', 'longer')
  assert.equal(findChange(before, await takeSnapshot(world, sources)), at('p/src/main.rs'))
  write('p/src/new.rs', '')
  assert.equal(
    findChange(new Map([...before, [at('p/src/main.rs'), 'gone']]), before) !== undefined,
    true,
  )
  rmSync(at('beside.txt'))
  const now = await takeSnapshot(world, sources)
  assert.equal(findChange(now, await takeSnapshot(world, sources)), undefined)
  assert.equal(findChange(new Map([...now, [at('beside.txt'), '1 1']]), now), at('beside.txt'))
})

test('waiting ends with a change, and with the signal', async () => {
  const before = await takeSnapshot(world, sources)
  const over = new AbortController()
  const waiting = waitForChange(world, sources, before, over.signal)
  write('p/src/other.rs', 'mod x;')
  assert.equal(await waiting, at('p/src/other.rs'))
  const again = waitForChange(world, sources, await takeSnapshot(world, sources), over.signal)
  over.abort()
  assert.equal(await again, undefined)
})
