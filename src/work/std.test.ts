import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { makeFakeRepository } from '../../test/fakes/debian-repository.ts'
import type { FakePackage, FakeRepository } from '../../test/fakes/debian-repository.ts'
import type { Event } from '../core/event.ts'
import { ProblemError } from '../core/problem/problem.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { Command, Ended, Processes } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import { makeClock } from '../shell/clock.ts'
import { makeDownloads } from '../shell/downloads.ts'
import { makeFiles } from '../shell/files.ts'
import { makePackages } from '../shell/packages/packages.ts'
import { ensureStd } from './std.ts'

const AARCH64 = 'aarch64-unknown-linux-gnu'
const HOST = 'x86_64-unknown-linux-gnu'

/** What the host has: a rustup toolchain, a system Rust, or nothing; what `rustup target add` does. */
interface HostRust {
  readonly rust: 'rustup' | 'system' | 'none'
  readonly toolchain?: string
  readonly because?: string
  readonly targetAdd?: 'works' | 'refused'
  readonly complaint?: string
}

interface Lab {
  readonly repository: FakeRepository
  readonly commands: string[]
  readonly events: Event[]
  readonly sysroot: string
  readonly ensure: (target?: string) => Promise<Toolchain>
}

async function lab(t: TestContext, host: HostRust): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-std-'))
  const repository = await makeFakeRepository()
  t.after(async () => {
    repository.close()
    await rm(folder, { recursive: true })
  })
  const sysroot = join(folder, 'rustup', host.toolchain ?? 'stable')
  mkdirSync(join(sysroot, 'lib', 'rustlib'), { recursive: true })
  writeFileSync(join(sysroot, 'lib', 'rustlib', 'components'), '')
  const commands: string[] = []
  const events: Event[] = []
  const cache = join(folder, 'cache')
  const processes = fakeProcesses(host, sysroot, commands)
  const parts = {
    host: {
      home: folder,
      env: { FERRY_DEBIAN_MIRROR: repository.url },
      cache,
      platform: 'linux',
      arch: 'x64',
    },
    files: makeFiles(),
    processes,
    downloads: makeDownloads({ env: {}, pauseMs: 1 }),
    clock: makeClock(),
  } as unknown as World
  const world = { ...parts, packages: makePackages(parts) }
  return {
    repository,
    commands,
    events,
    sysroot,
    ensure: (target = AARCH64) =>
      ensureStd(world, { target, folder }, (event) => events.push(event)),
  }
}

function fakeProcesses(host: HostRust, sysroot: string, commands: string[]): Processes {
  const answer = ({ file, args }: Command): { out?: string; err?: string; code?: number } => {
    const line = [file.slice(file.lastIndexOf('/') + 1), ...args].join(' ')
    commands.push(line)
    if (file.endsWith('/usr/bin/rustc'))
      return { out: `release: 1.97.1\nhost: ${HOST}\nLLVM version: 22.1.8\n` }
    if (line.startsWith('ld-linux')) return patchelf(args)
    if (file.startsWith('/')) return { out: 'cargo 1.97.1\n' }
    if (host.rust === 'none') return { err: host.complaint ?? 'not found', code: 1 }
    if (line === 'rustc -vV') return { out: `release: 1.95.0\nhost: ${HOST}\n` }
    if (line === 'rustc --print sysroot') return { out: `${sysroot}\n` }
    if (line.startsWith('rustup show')) {
      return { out: `${host.toolchain ?? 'stable'}-${HOST} (${host.because ?? 'default'})\n` }
    }
    if (line.startsWith('rustup target add')) {
      if (host.targetAdd !== 'works') {
        return {
          err: 'info: downloading\nerror: could not download: tcp connect error: Connection refused (os error 111)\n',
          code: 1,
        }
      }
      putStd(sysroot, args.at(-1) ?? '')
      return {}
    }
    return { err: `unexpected: ${line}`, code: 127 }
  }
  return {
    run: (command): Promise<Ended> => {
      const { out = '', err = '', code = 0 } = answer(command)
      return Promise.resolve({
        ending: { kind: 'exit', code },
        stdout: Buffer.from(out),
        stderr: Buffer.from(err),
        truncated: false,
        ms: 1,
      })
    },
    which: (program) =>
      Promise.resolve(
        (program === 'rustup' && host.rust === 'rustup') ||
          (program === 'cargo' && host.rust !== 'none')
          ? `/bin/${program}`
          : undefined,
      ),
    detach: () => Promise.resolve(0),
  }
}

/** Does what patchelf does for the caller: writes the output file, prints no search path. */
function patchelf(args: readonly string[]): { out?: string } {
  const output = args[args.indexOf('--output') + 1]
  if (!args.includes('--output') || output === undefined) return { out: '\n' }
  copyFileSync(args.at(-1) ?? '', output)
  return {}
}

function putStd(sysroot: string, target: string): void {
  const folder = join(sysroot, 'lib', 'rustlib', target, 'lib')
  mkdirSync(folder, { recursive: true })
  for (const name of ['libstd-1.rlib', 'libcore-1.rlib']) writeFileSync(join(folder, name), '')
}

function stdFiles(target: string): Record<string, string> {
  const folder = `./usr/lib/rustlib/${target}/lib`
  return { [`${folder}/libstd-1.rlib`]: 'std', [`${folder}/libcore-1.rlib`]: 'core' }
}

/** A suite's Rust for an amd64 host. */
function hostPackages(version: string): readonly FakePackage[] {
  const lib = './usr/lib/x86_64-linux-gnu'
  return [
    {
      name: 'rustc',
      version,
      depends: `libc6, libstd-rust-dev (= ${version}), libllvm22, gcc`,
      files: { './usr/bin/rustc': 'r', './usr/bin/rustdoc': 'd', './usr/share/doc/x': 'x' },
    },
    { name: 'libstd-rust-dev', version, files: stdFiles(HOST) },
    {
      name: 'libc6',
      files: {
        [`${lib}/ld-linux-x86-64.so.2`]: 'l',
        [`${lib}/libc.so.6`]: 'c',
        [`${lib}/gconv/X.so`]: 'g',
      },
    },
    { name: 'libllvm22', files: { [`${lib}/libLLVM.so.22`]: 'l' } },
    { name: 'lld-22', files: { './usr/lib/llvm-22/bin/lld': 'lld' } },
    { name: 'patchelf', files: { './usr/bin/patchelf': 'p' } },
    { name: 'cargo', version, depends: 'rustc, libgit2', files: { './usr/bin/cargo': 'c' } },
    { name: 'libgit2', files: { [`${lib}/libgit2.so.1`]: 'g' } },
  ]
}

/** Publishes both architectures of a suite: the fake has one Release file a suite, so they share it. */
function publish(
  repository: FakeRepository,
  suite: string,
  version: string,
  std: string | undefined,
): void {
  repository.publishAll(suite, {
    amd64: hostPackages(version),
    ...(std === undefined
      ? {}
      : { arm64: [{ name: 'libstd-rust-dev', version: std, files: stdFiles(AARCH64) }] }),
  })
}

const problem = (code: string, why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ProblemError, String(error))
  assert.equal(error.problem.code, code)
  assert.match(error.problem.why ?? '', why)
  return true
}

test('std that is there is used as it is', async (t) => {
  const { ensure, sysroot, repository, commands } = await lab(t, { rust: 'rustup' })
  putStd(sysroot, AARCH64)
  const toolchain = await ensure()
  assert.equal(`${toolchain.kind} ${toolchain.std} ${toolchain.version}`, 'rustup present 1.95.0')
  assert.ok(!commands.some((line) => line.includes('target add')))
  assert.deepEqual(repository.requests, [])
})

test('rustup adds the target to the active toolchain', async (t) => {
  const { ensure, commands } = await lab(t, { rust: 'rustup', targetAdd: 'works' })
  assert.equal((await ensure()).std, 'rustup')
  assert.ok(commands.includes(`rustup target add --toolchain stable-${HOST} ${AARCH64}`))
})

test('where rustup reaches nobody, Debian’s packages are unpacked and made to start here', async (t) => {
  const { ensure, repository, commands, events } = await lab(t, { rust: 'rustup' })
  publish(repository, 'sid', '1.97.1-1', '1.97.1-1+b1')
  const toolchain = await ensure()
  const { sysroot } = toolchain
  assert.equal(`${toolchain.kind} ${toolchain.std} ${toolchain.version}`, 'packages package 1.97.1')
  assert.equal(toolchain.cargo, 'cargo')
  assert.equal(toolchain.env['RUSTC'], join(sysroot, 'bin', 'rustc'))
  assert.equal(toolchain.rustLld, join(sysroot, 'lib', 'rustlib', HOST, 'bin', 'rust-lld'))
  assert.ok(existsSync(join(toolchain.targetLibraries, 'libstd-1.rlib')))
  assert.ok(existsSync(join(sysroot, 'lib', 'x86_64-linux-gnu', 'libLLVM.so.22')))
  assert.ok(
    !existsSync(join(sysroot, 'share')) &&
      !existsSync(join(sysroot, 'lib', 'x86_64-linux-gnu', 'gconv')),
  )
  const changed = commands.filter((line) => line.includes('--set-interpreter'))
  assert.equal(changed.length, 4, 'patchelf, rustc, rustdoc, rust-lld')
  assert.ok(changed.every((line) => line.includes('--force-rpath --set-rpath $ORIGIN/')))
  assert.ok(
    events.some(
      (event) => event.kind === 'step-done' && event.text?.includes('Connection refused'),
    ),
  )

  const [requests, asked] = [repository.requests.length, commands.length]
  const again = await ensure()
  assert.deepEqual(again, toolchain)
  assert.equal(repository.requests.length, requests, 'no network the second time')
  assert.ok(
    !commands.slice(asked).some((line) => line.includes('target add')),
    'the failure is remembered',
  )
})

test('a second target goes into the same toolchain', async (t) => {
  const { ensure, repository } = await lab(t, { rust: 'rustup' })
  repository.publishAll('sid', {
    amd64: hostPackages('1.97.1-1'),
    arm64: [{ name: 'libstd-rust-dev', version: '1.97.1-1', files: stdFiles(AARCH64) }],
    riscv64: [
      {
        name: 'libstd-rust-dev',
        version: '1.97.1-1',
        files: stdFiles('riscv64gc-unknown-linux-gnu'),
      },
    ],
  })
  const first = await ensure()
  const second = await ensure('riscv64gc-unknown-linux-gnu')
  assert.equal(second.sysroot, first.sysroot)
  assert.ok(existsSync(join(second.targetLibraries, 'libcore-1.rlib')))
})

test('an architecture that lags behind: the suite where both are the same is taken', async (t) => {
  const { ensure, repository } = await lab(t, { rust: 'rustup' })
  publish(repository, 'sid', '1.97.1-1', '1.96.0-1')
  publish(repository, 'trixie', '1.85.1-1', '1.85.1-1')
  assert.match((await ensure()).origin, /trixie/)
})

test('without any Rust on the host, Debian’s cargo is taken, too', async (t) => {
  const { ensure, repository } = await lab(t, { rust: 'none' })
  publish(repository, 'sid', '1.97.1-1', '1.97.1-1')
  const toolchain = await ensure()
  assert.equal(toolchain.cargo, join(toolchain.sysroot, 'bin', 'cargo'))
  assert.ok(existsSync(join(toolchain.sysroot, 'lib', 'x86_64-linux-gnu', 'libgit2.so.1')))
})

test('a half unpacked toolchain is made anew', async (t) => {
  const { ensure, repository } = await lab(t, { rust: 'rustup' })
  publish(repository, 'sid', '1.97.1-1', '1.97.1-1')
  const { sysroot } = await ensure()
  await rm(join(sysroot, '..', 'ferry-toolchain.json'))
  await rm(join(sysroot, 'bin', 'rustc'))
  await ensure()
  assert.ok(existsSync(join(sysroot, 'bin', 'rustc')))
})

test('a pinned toolchain is not replaced by another version', async (t) => {
  const because = "overridden by '/p/rust-toolchain.toml'"
  const pinned = await lab(t, { rust: 'rustup', toolchain: '1.80', because })
  publish(pinned.repository, 'sid', '1.97.1-1', '1.97.1-1')
  await assert.rejects(pinned.ensure(), problem('std/missing', /has Rust 1\.97\.1, not 1\.80/))
  const same = await lab(t, { rust: 'rustup', toolchain: '1.97', because })
  publish(same.repository, 'sid', '1.97.1-1', '1.97.1-1')
  assert.equal((await same.ensure()).kind, 'packages')
  const complaint = `error: toolchain 'nightly-2024-01-01-${HOST}' is not installed`
  const absent = await lab(t, { rust: 'none', complaint })
  publish(absent.repository, 'sid', '1.97.1-1', '1.97.1-1')
  await assert.rejects(absent.ensure(), problem('std/toolchain-missing', /not nightly-2024-01-01/))
})

test('where nothing leads to a std, each way is told', async (t) => {
  const { ensure, repository } = await lab(t, { rust: 'rustup' })
  await assert.rejects(
    ensure(),
    problem('std/missing', /Connection refused.*Debian sid.*Debian trixie/),
  )
  publish(repository, 'sid', '1.97.1-1', undefined)
  await assert.rejects(ensure(), problem('std/missing', /arm64/))
})
