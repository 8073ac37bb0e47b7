import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { chooseForFacts } from '../../src/work/choose-target.ts'

const folder = resolve(import.meta.dirname, '../boards')

/** rustc features whose lack in /proc/cpuinfo means SIGILL, and the name that arm64 kernels print. */
const CODE: Readonly<Record<string, string>> = {
  aes: 'aes',
  sha2: 'sha2',
  crc: 'crc32',
  lse: 'atomics',
  fp16: 'asimdhp',
  dotprod: 'asimddp',
  rcpc: 'lrcpc',
  rdm: 'asimdrdm',
  sve: 'sve',
}

test('the tuning of each recorded board is accepted by rustc, and turns nothing on that the board lacks', async () => {
  let tried = 0
  for (const name of readdirSync(folder)) {
    const facts = JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as BoardFacts
    const { target, tuning } = await chooseForFacts(facts)
    if (target === null || !tuning) continue
    const features =
      tuning.features.length === 0 ? [] : ['-C', `target-feature=${tuning.features.join(',')}`]
    const args = [
      '--print',
      'cfg',
      '--target',
      target,
      '-C',
      `target-cpu=${tuning.cpu}`,
      ...features,
    ]
    const { status, stdout, stderr } = spawnSync('rustc', args, {
      encoding: 'utf8',
      env: { ...process.env, RUSTC_BOOTSTRAP: '1' },
    })
    assert.equal(status, 0, `${name}: ${stderr}`)
    assert.ok(!/unknown (and unstable )?feature|not recognized/.test(stderr), `${name}: ${stderr}`)
    const on = new Set([...stdout.matchAll(/^target_feature="([^"]+)"$/gm)].map((m) => m[1] ?? ''))
    const listed = facts.cpu?.features ?? []
    if (target.startsWith('aarch64') && listed.includes('asimd'))
      for (const [feature, hwcap] of Object.entries(CODE))
        assert.ok(
          !on.has(feature) || listed.includes(hwcap),
          `${name}: ${feature} is on, ${hwcap} is not listed`,
        )
    if (tuning.features.includes('-d32')) assert.ok(!on.has('d32'), name)
    tried++
  }
  assert.ok(tried >= 30, String(tried))
})
