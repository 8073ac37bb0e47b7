import assert from 'node:assert/strict'
import {
  mkdtempSync,
  rmSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

import type { BoardFacts } from '../core/board/board-facts.ts'
import { ProblemError } from '../core/problem/problem.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { PackageRequest } from '../ports/packages.ts'
import type { Command, Ended, RunOptions } from '../ports/processes.ts'
import { makeClock } from '../shell/clock.ts'
import { makeFiles } from '../shell/files.ts'
import { build, type BuildRequest } from './build.ts'
import type { BuildWorld } from './building/prepare-build.ts'
import { installCrate } from './cargo-install.ts'
import { ensureSysroot } from './sysroot.ts'
import { findTargetAbi } from '../core/plan/linkers/target-abi.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-build-'))
after(() => rmSync(folder, { recursive: true }))
const target = 'armv7-unknown-linux-gnueabihf'
const board: BoardFacts = {
  schema: 'ferry.board/1',
  os: { id: 'debian', codename: 'bookworm', name: 'Debian 12' },
  libc: { kind: 'glibc', version: '2.36' },
}
const toolchain: Toolchain = {
  target,
  kind: 'rustup',
  std: 'present',
  cargo: 'cargo',
  rustc: 'rustc',
  env: { RUSTC: '/r/rustc' },
  cargoArgs: [],
  version: '1.97.1',
  host: 'x86_64-unknown-linux-gnu',
  sysroot: '/r',
  rustLld: '/r/rust-lld',
  targetLibraries: '/r/lib',
  origin: 'test',
}

/** What a fake tool prints and how it ends. */
interface Said {
  readonly code?: number
  readonly out?: string
  readonly err?: string
}

let count = 0

/** A project on disk, fake programs, fake packages; the commands that were run. */
function makeProject(parts: {
  readonly lock?: string
  readonly config?: string
  readonly programs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly run: (command: Command) => Said
}): { world: BuildWorld; root: string; commands: Command[]; asked: PackageRequest[] } {
  const root = join(folder, `p${count++}`)
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  write('Cargo.toml', '[package]\nname = "app"\n')
  write('src/main.rs', '')
  if (parts.lock !== undefined) write('Cargo.lock', parts.lock)
  if (parts.config !== undefined) write('.cargo/config.toml', parts.config)
  const commands: Command[] = []
  const asked: PackageRequest[] = []
  const encode = (text = ''): Uint8Array => new TextEncoder().encode(text)
  const world = {
    host: {
      cwd: root,
      home: join(root, 'home'),
      cache: join(root, 'cache'),
      env: { ...parts.env },
      uid: 1000,
      platform: 'linux',
    },
    files: makeFiles(),
    clock: makeClock(),
    processes: {
      which: async (name: string) =>
        (parts.programs ?? ['cc', 'clang', 'llvm-ar']).includes(name) ? `/bin/${name}` : undefined,
      run: async (command: Command, options: RunOptions = {}): Promise<Ended> => {
        commands.push(command)
        const { code = 0, out, err } = parts.run(command)
        options.onStdout?.(encode(out))
        options.onStderr?.(encode(err))
        return {
          ending: { kind: 'exit', code },
          stdout: encode(out),
          stderr: encode(err),
          truncated: false,
          ms: 1,
        }
      },
    },
    packages: fakePackages(asked),
  } as unknown as BuildWorld
  return { world, root, commands, asked }
}

/** Packages whose unpacking makes the few files that a sysroot is known by. */
function fakePackages(asked: PackageRequest[]): unknown {
  const entries = (names: readonly string[]) =>
    names.map((name) => ({
      name,
      version: name.startsWith('libgcc') ? '12.2.0-14' : '2.36-9',
      sha256: `h-${name}`,
      size: 1,
    }))
  return {
    resolve: async (request: PackageRequest) => ({ packages: entries(request.names) }),
    obtain: async (request: PackageRequest) => {
      asked.push(request)
      return entries(request.names).map((entry) => ({ ...entry, file: entry.name }))
    },
    find: async (request: PackageRequest) =>
      entries(request.names.filter((name) => name === 'libasound2-dev')),
    unpack: async (packages: readonly { file: string }[], to: string) => {
      const gcc = join(to, 'usr/lib/gcc/arm-linux-gnueabihf/12')
      const libs = join(to, 'usr/lib/arm-linux-gnueabihf')
      mkdirSync(gcc, { recursive: true })
      mkdirSync(libs, { recursive: true })
      writeFileSync(join(gcc, 'crtbegin.o'), '')
      rmSync(join(libs, 'libm.so'), { force: true })
      symlinkSync('/lib/arm-linux-gnueabihf/libm.so.6', join(libs, 'libm.so'))
      writeFileSync(
        join(libs, 'libc.so'),
        '/* GNU ld script */ GROUP ( /lib/arm-linux-gnueabihf/libc.so.6 )',
      )
      return packages.length
    },
  }
}

const metadata = (root: string, bins: readonly string[] = ['app']): string =>
  JSON.stringify({
    workspace_root: root,
    target_directory: join(root, 'target'),
    workspace_members: ['app'],
    packages: [
      {
        id: 'app',
        name: 'app',
        version: '0.1.0',
        manifest_path: join(root, 'Cargo.toml'),
        targets: bins.map((name) => ({ name, kind: ['bin'] })),
        dependencies: [],
      },
    ],
  })

const artifact = (root: string): string =>
  `${JSON.stringify({ reason: 'compiler-artifact', package_id: `path+file://${root}#app@0.1.0`, target: { name: 'app', kind: ['bin'] }, profile: { opt_level: '3', test: false }, filenames: [], executable: join(root, 'app'), fresh: false })}\n`

const request = (
  subcommand: BuildRequest['subcommand'],
  cargoArgs: readonly string[] = [],
): BuildRequest => ({
  subcommand,
  cargoArgs,
  target,
  board,
  toolchain,
})

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof ProblemError) {
      const { code, exit, why, fix } = error.problem
      return [code, exit, why, fix?.command?.join(' ') ?? fix?.text].join(' | ')
    }
    throw error
  }
  return 'no problem'
}

const quiet = (): void => {}

test('cargo is called for the target, in an environment that names it', async () => {
  const { world, root, commands, asked } = makeProject({
    lock: '',
    run: ({ args }) => ({ out: args[0] === 'metadata' ? metadata(root) : artifact(root) }),
  })
  const report = await build(world, request('run', ['--release']), quiet)
  assert.equal(report.program?.executable, join(root, 'app'))
  assert.equal(report.rebuilt, 1)
  const cargo = commands.at(-1)!
  assert.deepEqual(cargo.args, [
    'build',
    '--release',
    '--target',
    target,
    '--bin',
    'app',
    '--message-format=json-render-diagnostics',
  ])
  const linker = cargo.env?.['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER'] ?? ''
  assert.match(linker, /\/rust-lld$/)
  assert.match(readFileSync(linker, 'utf8'), /arm-linux-gnueabihf/)
  assert.equal(cargo.env?.['RUSTC'], '/r/rustc')
  assert.equal(cargo.env?.['RUSTFLAGS'], undefined)
  assert.deepEqual(asked[0]?.names, [
    'libc6',
    'libc6-dev',
    'libgcc-s1',
    'libgcc-12-dev',
    'linux-libc-dev',
  ])

  // The second time nothing is fetched, and the linker is the same: cargo rebuilds nothing.
  const again = await build(world, request('build'), quiet)
  assert.equal(again.linker.path, linker)
  assert.equal(asked.length, 1)
  const libs = join(again.linker.sysroot!.path, 'usr/lib/arm-linux-gnueabihf')
  assert.equal(readlinkSync(join(libs, 'libm.so')), '../../../lib/arm-linux-gnueabihf/libm.so.6')
  assert.match(readFileSync(join(libs, 'libc.so'), 'utf8'), /GROUP \( libc\.so\.6 \)/)
})

test('tests are built without being run; a --target of the user stays alone', async () => {
  const { world, root, commands } = makeProject({ lock: '', run: () => ({ out: metadata(root) }) })
  await build(world, request('test', ['--target', target]), quiet)
  assert.deepEqual(commands.at(-1)?.args, [
    'test',
    '--target',
    target,
    '--no-run',
    '--message-format=json-render-diagnostics',
  ])
})

test('C code brings libstdc++ into the sysroot, packages by name as well', async () => {
  const { world, root, asked } = makeProject({
    lock: '[[package]]\nname = "x-sys"\ndependencies = [\n "cc",\n]\n',
    run: () => ({ out: metadata(root) }),
  })
  await build(world, { ...request('build'), wishes: { packages: ['libasound2-dev'] } }, quiet)
  assert.deepEqual(asked[1]?.names, ['libstdc++6', 'libstdc++-12-dev', 'libasound2-dev'])
  assert.equal(asked[1]?.dependencies, 'all')
  assert.ok(asked[1]?.exclude?.includes('libc6'))
})

test('bad input has a problem before or after cargo', async () => {
  const several = makeProject({
    lock: '',
    run: () => ({ out: metadata(several.root, ['a', 'b']) }),
  })
  assert.match(
    await problemOf(build(several.world, request('run'), quiet)),
    /^cargo\/several-binaries \| 2/,
  )
  assert.ok(!several.commands.some(({ args }) => args[0] === 'build'))

  const none = makeProject({ run: () => ({}) })
  rmSync(join(none.root, 'Cargo.toml'))
  assert.match(
    await problemOf(build(none.world, request('run'), quiet)),
    /^cargo\/no-manifest \| 2/,
  )

  const broken = makeProject({
    lock: '',
    run: ({ args }) =>
      args[0] === 'metadata'
        ? { out: metadata(broken.root) }
        : { code: 101, err: 'rust-lld: error: unable to find library -lasound\n' },
  })
  assert.equal(
    await problemOf(build(broken.world, request('build'), quiet)),
    'cargo/failed | 5 | the linker found no libasound in the sysroot of the board | add the package to the board in ferry.toml: packages = ["libasound2-dev"]',
  )
})

test('what is missing on the host is said before cargo starts', async () => {
  const full = JSON.stringify({
    workspace_root: '/w',
    packages: [
      {
        id: '1',
        name: 'x-sys',
        version: '1.0.0',
        manifest_path: '',
        targets: [{ name: 'b', kind: ['custom-build'] }],
        dependencies: [],
      },
      { id: '2', name: 'cc', version: '1.0.0', manifest_path: '', targets: [], dependencies: [] },
    ],
    resolve: {
      nodes: [
        { id: '1', dependencies: ['2'] },
        { id: '2', dependencies: [] },
      ],
    },
  })
  const lock = '[[package]]\nname = "x-sys"\ndependencies = [\n "cc",\n]\n'
  const run =
    (project: () => string) =>
    ({ args }: Command): Said => ({ out: args.includes('--no-deps') ? metadata(project()) : full })
  const noC = makeProject({ lock, programs: ['cc', 'apt-get'], run: run(() => noC.root) })
  assert.match(
    await problemOf(build(noC.world, request('build'), quiet)),
    /^linker\/no-compiler \| 3 \| x-sys holds C .*\| sudo apt-get install -y clang$/,
  )
  const noHost = makeProject({ lock, programs: ['clang', 'apt-get'], run: run(() => noHost.root) })
  assert.match(
    await problemOf(build(noHost.world, request('build'), quiet)),
    /^linker\/missing \| 3 \| .*x-sys \| sudo apt-get install -y gcc libc6-dev$/,
  )
  // Optional C code that is not active stops nothing.
  const unused = makeProject({
    lock,
    programs: ['cc'],
    run: ({ args }) => ({
      out:
        args.includes('--no-deps') || args[0] !== 'metadata'
          ? metadata(unused.root)
          : JSON.stringify({ workspace_root: '/w', packages: [], resolve: { nodes: [] } }),
    }),
  })
  assert.equal(await problemOf(build(unused.world, request('build'), quiet)), 'no problem')
})

test("the user's own linker stands, after a check", async () => {
  const config = `[target.${target}]\nlinker = "arm-linux-gnueabihf-gcc"\n`
  const missing = makeProject({ lock: '', config, run: () => ({ out: metadata(missing.root) }) })
  assert.match(
    await problemOf(build(missing.world, request('build'), quiet)),
    /^linker\/missing \| 3 \| \[target\./,
  )
  const there = makeProject({
    lock: '',
    config,
    programs: ['cc', 'arm-linux-gnueabihf-gcc'],
    run: ({ file }) => ({ out: file === 'cargo' ? metadata(there.root) : 'crt1.o\n' }),
  })
  const report = await build(there.world, request('build'), quiet)
  assert.equal(report.linker.kind, 'user')
  assert.deepEqual(report.kept, [
    { name: `[target.${target}] linker`, value: 'arm-linux-gnueabihf-gcc' },
  ])
  assert.equal(
    there.commands.at(-1)?.env?.['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER'],
    undefined,
  )
})

test('the sysroot of an ARMv6 board is refused in words', async () => {
  const { world } = makeProject({ run: () => ({}) })
  const abi = findTargetAbi('arm-unknown-linux-gnueabihf')!
  const made = await ensureSysroot(
    world,
    { abi, board: { ...board, os: { id: 'buildroot' } } },
    quiet,
  )
  assert.ok('missing' in made && /ARMv6/.test(made.missing))
})

test('without a sysroot zig links, for the glibc of the board', async () => {
  const { world, root, commands } = makeProject({
    lock: '',
    programs: ['cc', 'zig'],
    run: () => ({ out: metadata(root) }),
  })
  const resolve = async (): Promise<never> => {
    throw new ProblemError({ code: 'host/no-network', title: 'no network', exit: 3 })
  }
  const offline = { ...world, packages: { ...world.packages, resolve } }
  const report = await build(offline, request('build'), quiet)
  assert.equal(report.linker.kind, 'zig')
  assert.deepEqual(
    report.linker.rejected.map(({ kind }) => kind),
    ['rust-lld', 'gcc'],
  )
  const linker = commands.at(-1)?.env?.['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER'] ?? ''
  assert.match(
    readFileSync(linker, 'utf8'),
    /exec \/bin\/zig cc -target arm-linux-gnueabihf\.2\.36 /,
  )
  // Where nothing can link, the problem is the one that stood in the way of the sysroot.
  const nothing = makeProject({
    lock: '',
    programs: ['cc'],
    run: () => ({ out: metadata(nothing.root) }),
  })
  const packages = { ...nothing.world.packages, resolve }
  const told = await problemOf(build({ ...nothing.world, packages }, request('build'), quiet))
  assert.match(told, /^host\/no-network \| 3/)
})

test('a crate is installed into the cache and its programs are found', async () => {
  const { world, commands } = makeProject({
    run: ({ args }) => {
      const root = args[args.indexOf('--root') + 1] ?? ''
      mkdirSync(root, { recursive: true })
      writeFileSync(
        join(root, '.crates2.json'),
        JSON.stringify({ installs: { 'ripgrep 15.1.0 (registry+x)': { bins: ['rg'] } } }),
      )
      return {}
    },
  })
  const crate = { crate: 'ripgrep', version: '15.1.0', locked: true, target, board, toolchain }
  const report = await installCrate(world, crate, quiet)
  assert.deepEqual(
    report.programs.map(({ name }) => name),
    ['rg'],
  )
  assert.match(report.programs[0]?.path ?? '', /\/bin\/rg$/)
  assert.deepEqual(commands.at(-1)?.args.slice(0, 6), [
    'install',
    '--version',
    '15.1.0',
    '--locked',
    'ripgrep',
    '--target',
  ])
  assert.match(
    await problemOf(installCrate(world, { ...crate, crate: '--path=/etc' }, quiet)),
    /^cargo\/crate-not-found \| 5/,
  )
})
