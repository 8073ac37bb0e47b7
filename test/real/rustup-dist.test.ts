import { isThere } from '../../scripts/host-packages.ts'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { ensureStd } from '../../src/work/std.ts'
import { filesOf, serveDist, writeDist } from './dist-server.ts'
import { makeRealWorld, makeTell } from './real-world.ts'

/** Not the synchronous form: the server runs in this process. */
const run = promisify(execFile)
const ARMV7 = 'armv7-unknown-linux-gnueabihf'
const AARCH64 = 'aarch64-unknown-linux-gnu'
const HOST = 'x86_64-unknown-linux-gnu'

/**
 * rustup itself, with a RUSTUP_HOME of its own, against a dist server on loopback whose components are made of Debian's
 * packages. Nothing of the user's toolchains is touched.
 */
const skip = isThere('rustup')
  ? false
  : 'rustup is not installed: no package of Debian 12 brings it'

test('rustup target add against a dist server', { timeout: 600_000, skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-dist-'))
  t.after(() => rm(folder, { recursive: true }))

  // Debian's Rust with two stds; where rustup cannot be, so that the packages are taken.
  const nowhere = { RUSTUP_HOME: join(folder, 'none'), RUSTUP_DIST_SERVER: 'http://127.0.0.1:1' }
  const { tell } = makeTell()
  const debian = await ensureStd(makeRealWorld(nowhere), { target: ARMV7, folder }, tell)
  assert.equal(debian.kind, 'packages')
  await ensureStd(makeRealWorld(nowhere), { target: AARCH64, folder }, tell)
  const { version, sysroot } = debian
  const std = (target: string): Promise<Record<string, { readonly from: string }>> =>
    filesOf(join(sysroot, 'lib', 'rustlib', target, 'lib'), `lib/rustlib/${target}/lib`)

  // A rustc whose sysroot is the toolchain that rustup installed.
  const rustc = `#!/bin/sh\nexec '${sysroot}/bin/rustc' --sysroot "$(dirname "$(dirname "$(readlink -f "$0")")")" "$@"\n`
  const cargo = `#!/bin/sh\nexec '${sysroot}/bin/cargo' "$@"\n`
  const dist = join(folder, 'server')
  await writeDist(
    dist,
    version,
    HOST,
    [
      { name: 'rustc', target: HOST, files: { 'bin/rustc': { text: rustc } } },
      {
        name: 'cargo',
        target: HOST,
        files: { 'bin/cargo': { text: cargo } },
      },
      { name: 'rust-std', target: HOST, files: await std(HOST) },
      { name: 'rust-std', target: ARMV7, files: await std(ARMV7) },
      { name: 'rust-std', target: AARCH64, files: await std(AARCH64) },
    ],
    AARCH64,
  )
  const server = await serveDist(dist, version)
  t.after(() => server.close())

  const env = {
    RUSTUP_HOME: join(folder, 'rustup'),
    CARGO_HOME: join(folder, 'cargo'),
    RUSTUP_DIST_SERVER: server.url,
    RUSTUP_TOOLCHAIN: '',
  }
  const clean = { ...process.env, ...env }
  delete (clean as Record<string, string | undefined>)['RUSTUP_TOOLCHAIN']
  await run(
    'rustup',
    ['toolchain', 'install', version, '--profile', 'minimal', '--no-self-update'],
    {
      env: clean,
    },
  )
  const project = join(folder, 'project')
  await mkdir(join(project, 'src'), { recursive: true })
  await writeFile(join(project, 'rust-toolchain.toml'), `[toolchain]\nchannel = "${version}"\n`)
  await writeFile(
    join(project, 'Cargo.toml'),
    '[package]\nname = "p"\nversion = "0.1.0"\nedition = "2021"\n',
  )
  await writeFile(
    join(project, 'src', 'lib.rs'),
    'pub fn f() -> String { std::env::consts::ARCH.to_string() }\n',
  )
  const { RUSTUP_TOOLCHAIN: _, ...vars } = env
  const cache = join(folder, 'cache')
  const world = makeRealWorld(vars, cache)

  await t.test('adds the target to the toolchain of rust-toolchain.toml', async () => {
    const { tell: told, texts } = makeTell()
    const toolchain = await ensureStd(world, { target: ARMV7, folder: project }, told)
    assert.equal(toolchain.kind, 'rustup')
    assert.equal(toolchain.std, 'rustup')
    assert.equal(toolchain.version, version)
    assert.ok(toolchain.sysroot.startsWith(vars.RUSTUP_HOME), toolchain.sysroot)
    assert.ok(server.requests.some((path) => path.includes(`rust-std-${version}-${ARMV7}`)))
    assert.ok(texts().some((text) => text.includes('rustup')))
    await run(toolchain.cargo, ['build', '--quiet', '--target', ARMV7], {
      cwd: project,
      env: { ...process.env, ...vars, ...toolchain.env },
    })
    await stat(join(project, 'target', ARMV7, 'debug', 'libp.rlib'))
  })

  await t.test('asks nobody the second time', async () => {
    const before = server.requests.length
    const toolchain = await ensureStd(world, { target: ARMV7, folder: project }, tell)
    assert.equal(toolchain.std, 'present')
    assert.equal(server.requests.length, before)
  })

  await t.test(
    'a component with a wrong hash is refused; Debian’s of the pinned version comes instead',
    async () => {
      const shared = makeRealWorld(vars)
      const toolchain = await ensureStd(shared, { target: AARCH64, folder: project }, tell)
      assert.equal(toolchain.kind, 'packages')
      assert.equal(toolchain.version, version)
      const failures = await readFile(
        join(shared.host.cache, 'toolchains', 'rustup-failures.json'),
        'utf8',
      )
      assert.match(failures, /aarch64-unknown-linux-gnu/)
      const before = server.requests.length
      await ensureStd(shared, { target: AARCH64, folder: project }, tell)
      assert.equal(server.requests.length, before, 'the failure is remembered')
    },
  )
})
