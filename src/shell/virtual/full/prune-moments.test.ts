import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { makeClock } from '../../clock.ts'
import { makeFiles } from '../../files.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import { pruneMoments, touchMoment } from './prune-moments.ts'

test('moments that nobody used for long go, others stay', async () => {
  const moments = mkdtempSync(join(tmpdir(), 'ferry-m-'))
  try {
    const old = new Date(Date.now() - 20 * 24 * 3600 * 1000)
    for (const name of ['fresh', 'old', 'touched', 'half.new']) {
      mkdirSync(join(moments, name))
      const state = join(moments, name, 'state')
      if (name !== 'half.new') writeFileSync(state, '')
      if (name === 'old' || name === 'touched') utimesSync(state, old, old)
      utimesSync(join(moments, name), old, old)
    }
    writeFileSync(join(moments, 'old.lock'), '')
    const parts = { files: makeFiles(), clock: makeClock(), folders: { moments } }
    const tools = parts as unknown as VirtualTools
    await touchMoment(tools, join(moments, 'touched', 'state'))
    await pruneMoments(tools)
    assert.deepEqual(readdirSync(moments).toSorted(), ['fresh', 'old.lock', 'touched'])
  } finally {
    await rm(moments, { recursive: true, force: true })
  }
})
