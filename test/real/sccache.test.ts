/**
 * RUSTC_WRAPPER is the user's and cargo's: with sccache (Debian's, unpacked into the cache) a second build of the same program
 * for the board takes Rust, C and C++ from its cache. Its server ends with the test. Needs clang and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'
import { MIXED_PROJECT } from './mixed-project.ts'
import { makeRealWorld } from './real-world.ts'

const world = makeRealWorld()
const home = join(world.host.cache, 'test', 'sccache')
const program = join(home, 'usr/bin/sccache')
if (!(await world.files.stat(program))) {
  const fetched = await world.packages.obtain(
    {
      suite: 'bookworm',
      architecture: world.host.arch === 'arm64' ? 'arm64' : 'amd64',
      names: ['sccache'],
      dependencies: 'none',
    },
    () => {},
  )
  await world.packages.unpack(fetched, home, {
    keep: (path) => /^usr(?:\/bin(?:\/sccache)?)?$/.test(path),
  })
}
const scratch = mkdtempSync(join(tmpdir(), 'ferry-sccache-'))
const project = makeFolder({
  ...MIXED_PROJECT,
  'ferry.toml': '[board.pi]\ndestination = "virtual:pi-4"\n',
})
const env = {
  RUSTC_WRAPPER: program,
  SCCACHE_DIR: join(scratch, 'kept'),
  SCCACHE_SERVER_PORT: String(20_000 + (process.pid % 20_000)),
  // Incremental builds are not for caches.
  CARGO_INCREMENTAL: '0',
}
const sccache = (word: string): string =>
  spawnSync(program, [word], { env: { ...process.env, ...env }, encoding: 'utf8' }).stdout
after(() => {
  sccache('--stop-server')
  project.remove()
  rmSync(scratch, { recursive: true, force: true })
})

test('sccache: the second build takes Rust, C and C++ from the cache', () => {
  for (const folder of ['one', 'two']) {
    if (folder === 'two') sccache('--zero-stats')
    // The same place: what is compiled holds its own path.
    rmSync(join(project.path, 'target'), { recursive: true, force: true })
    const ended = ferry(['run', '--dev', '-q', '--on', 'pi'], { cwd: project.path, env })
    assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
  }
  const said = sccache('--show-stats')
  const hits = (what: string): number =>
    Number(new RegExp(`^Cache hits \\(${what}\\) +(\\d+)`, 'm').exec(said)?.[1] ?? 0)
  assert.ok(hits('Rust') > 0, said)
  assert.ok(hits('C/C\\+\\+') > 0, said)
})
