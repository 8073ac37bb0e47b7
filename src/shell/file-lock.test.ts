import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { withLock } from './file-lock.ts'

test('one at a time, and a dead owner’s lock is taken over once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-lock-'))
  const path = join(folder, 'thing')
  try {
    // A lock whose owner (a pid that cannot be) died.
    await mkdir(`${path}.lock`)
    await writeFile(join(`${path}.lock`, 'pid'), '999999999')
    let inside = 0
    let most = 0
    const enter = (): Promise<void> =>
      withLock(path, async () => {
        most = Math.max(most, ++inside)
        await new Promise((settle) => setTimeout(settle, 2))
        inside--
      })
    await Promise.all(Array.from({ length: 12 }, enter))
    assert.equal(most, 1)
    assert.deepEqual(await readdir(folder), [])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('whoever comes late to a dead owner’s lock leaves the living one’s alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-lock-'))
  const path = join(folder, 'thing')
  try {
    for (let round = 0; round < 5; round++) {
      await mkdir(`${path}.lock`)
      await writeFile(join(`${path}.lock`, 'pid'), '999999999')
      let inside = 0
      const enter = (): Promise<void> =>
        withLock(path, async () => {
          assert.equal(++inside, 1)
          await new Promise((settle) => setImmediate(settle))
          inside--
        })
      await Promise.all(Array.from({ length: 8 }, enter))
    }
    assert.deepEqual(await readdir(folder), [])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a lock is given back when the work fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-lock-'))
  try {
    await assert.rejects(
      withLock(join(folder, 'x'), () => Promise.reject(new Error('no'))),
      /no/,
    )
    assert.equal(await withLock(join(folder, 'x'), () => Promise.resolve(7)), 7)
  } finally {
    await rm(folder, { recursive: true })
  }
})
