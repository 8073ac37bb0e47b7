import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'

import type { Toolchain } from '../../src/core/toolchain/toolchain.ts'
import type { World } from '../../src/ports/world.ts'
import { ensureStd } from '../../src/work/std.ts'
import { makeRealWorld, makeTell } from './real-world.ts'

const run = promisify(execFile)

/** A program that shows that threads, formatting, unwinding and floating point work: what a wrong std or libc breaks first. */
const PROGRAM = `fn main() {
    let sum: u32 = (0..4u32).map(|i| std::thread::spawn(move || i)).map(|t| t.join().unwrap()).sum();
    std::panic::set_hook(Box::new(|_| ()));
    let caught = std::panic::catch_unwind(|| { let v: Vec<u32> = vec![]; v[std::env::args().count()] }).is_err();
    println!("{} {} {} {:.3}", std::env::consts::ARCH, sum, caught, 2f64.powf(0.5));
}
`

interface Case {
  readonly target: string
  readonly architecture: string
  readonly suite: string
  readonly gcc: string
  readonly triple: string
  readonly loader: string
  readonly emulator: readonly string[]
  readonly says: string
}

/** Targets whose std comes of packages, each linked with a sysroot of its own release and run on the emulated CPU. */
const CASES: readonly Case[] = [
  {
    target: 'aarch64-unknown-linux-gnu',
    architecture: 'arm64',
    suite: 'bookworm',
    gcc: '12',
    triple: 'aarch64-linux-gnu',
    loader: '/lib/ld-linux-aarch64.so.1',
    emulator: ['qemu-aarch64', '-cpu', 'cortex-a53'],
    says: 'aarch64 6 true 1.414',
  },
  {
    target: 'armv7-unknown-linux-gnueabihf',
    architecture: 'armhf',
    suite: 'bookworm',
    gcc: '12',
    triple: 'arm-linux-gnueabihf',
    loader: '/lib/ld-linux-armhf.so.3',
    emulator: ['qemu-arm', '-cpu', 'cortex-a7'],
    says: 'arm 6 true 1.414',
  },
  {
    target: 'armv5te-unknown-linux-gnueabi',
    architecture: 'armel',
    suite: 'bookworm',
    gcc: '12',
    triple: 'arm-linux-gnueabi',
    loader: '/lib/ld-linux.so.3',
    emulator: ['qemu-arm', '-cpu', 'arm1176'],
    says: 'arm 6 true 1.414',
  },
  {
    target: 'riscv64gc-unknown-linux-gnu',
    architecture: 'riscv64',
    suite: 'trixie',
    gcc: '14',
    triple: 'riscv64-linux-gnu',
    loader: '/lib/ld-linux-riscv64-lp64d.so.1',
    emulator: ['qemu-riscv64', '-cpu', 'sifive-u54'],
    says: 'riscv64 6 true 1.414',
  },
]

/**
 * These tests are of the ways beside rustup and the host's own Rust: no toolchain and no server, whatever the host has. A
 * `rustc` of rustup finds no toolchain; another one (`npm test` uses ferry's where the host has none) is not on PATH.
 */
const noRustup = (folder: string): Readonly<Record<string, string>> => ({
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((at) => !existsSync(join(at, 'rustc')) || existsSync(join(at, 'rustup')))
    .join(delimiter),
  RUSTUP_HOME: join(folder, 'no-rustup'),
  RUSTUP_DIST_SERVER: 'http://127.0.0.1:1',
})

test(
  'programs built with Debian’s std run on the emulated CPUs',
  { timeout: 900_000 },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ferry-std-'))
    const world = makeRealWorld(noRustup(folder))
    t.after(() => rm(folder, { recursive: true }))
    const emulators = await unpackEmulators(world, folder)
    for (const one of CASES) {
      await t.test(one.target, async () => {
        const { tell } = makeTell()
        const toolchain = await ensureStd(world, { target: one.target, folder }, tell)
        assert.equal(`${toolchain.kind} ${toolchain.std}`, 'packages package')
        const root = await makeSysroot(world, one, folder)
        const program = await build(
          toolchain,
          await writeLinker(toolchain, one, root, folder),
          folder,
        )
        const [emulator = '', ...args] = one.emulator
        const { stdout } = await run(join(emulators, emulator), [...args, '-L', root, program])
        assert.equal(stdout.trim(), one.says)
      })
    }
  },
)

/**
 * Builds std from source: minutes. Set FERRY_TEST_BUILD_STD to a list of musl targets
 * (`aarch64-unknown-linux-musl arm-unknown-linux-musleabihf`); what is in the cache is taken.
 */
const BUILT = (process.env['FERRY_TEST_BUILD_STD'] ?? '').split(/\s+/).filter((word) => word !== '')
const EMULATORS: Readonly<Record<string, readonly string[]>> = {
  'aarch64-unknown-linux-musl': ['qemu-aarch64', '-cpu', 'cortex-a53'],
  'arm-unknown-linux-musleabihf': ['qemu-arm', '-cpu', 'arm1176'],
}

for (const target of BUILT) {
  test(
    `a static program with a built std: ${target}`,
    { timeout: 3_000_000 },
    async (t: TestContext) => {
      const folder = await mkdtemp(join(tmpdir(), 'ferry-std-'))
      const world = makeRealWorld(noRustup(folder))
      t.after(() => rm(folder, { recursive: true }))
      const { tell } = makeTell()
      const toolchain = await ensureStd(world, { target, folder }, tell)
      assert.equal(toolchain.std, 'built')
      const linker = await writeScript(join(folder, 'ld.lld'), `exec '${lldOf(toolchain)}' "$@"`)
      const program = await build(toolchain, linker, folder)
      const [emulator = '', ...args] = EMULATORS[target] ?? []
      const emulators = await unpackEmulators(world, folder)
      const { stdout } = await run(join(emulators, emulator), [...args, program])
      assert.match(stdout, /^(aarch64|arm) 6 true 1\.414$/m)
      const head = await readFile(program)
      assert.ok(!head.includes('/lib/ld-'), 'it is static')
    },
  )
}

async function unpackEmulators(world: World, folder: string): Promise<string> {
  const { tell } = makeTell()
  const root = join(folder, 'qemu')
  const request = { suite: 'trixie', architecture: world.host.arch === 'arm64' ? 'arm64' : 'amd64' }
  const fetched = await world.packages.obtain(
    { ...request, names: ['qemu-user'], dependencies: 'none' },
    tell,
  )
  await world.packages.unpack(fetched, root, {
    keep: (path) => /bin\/qemu-(aarch64|arm|riscv64)$/.test(path),
  })
  return join(root, 'usr', 'bin')
}

async function makeSysroot(world: World, one: Case, folder: string): Promise<string> {
  const { tell } = makeTell()
  const root = join(folder, `sysroot-${one.architecture}`)
  const names = ['libc6', 'libc6-dev', 'libgcc-s1', `libgcc-${one.gcc}-dev`]
  const request = {
    suite: one.suite,
    architecture: one.architecture,
    dependencies: 'none',
  } as const
  const fetched = await world.packages.obtain({ ...request, names }, tell)
  await world.packages.unpack(fetched, root, {
    place: (path) => path.replace(/^usr\/lib(64)?(?=\/|$)/, 'lib'),
  })
  await mkdir(join(root, 'usr'), { recursive: true })
  await world.files.symlink('../lib', join(root, 'usr', 'lib'))
  return root
}

function lldOf(toolchain: Toolchain): string {
  assert.ok(toolchain.rustLld, 'the toolchain has rust-lld')
  return join(toolchain.rustLld, '..', 'gcc-ld', 'ld.lld')
}

function writeLinker(
  toolchain: Toolchain,
  one: Case,
  root: string,
  folder: string,
): Promise<string> {
  const [lib, gcc] = [join(root, 'lib', one.triple), join(root, 'lib', 'gcc', one.triple, one.gcc)]
  const start = [join(lib, 'Scrt1.o'), join(lib, 'crti.o'), join(gcc, 'crtbeginS.o')]
  const end = ['-lgcc', '-lc', join(gcc, 'crtendS.o'), join(lib, 'crtn.o')]
  const options = [`--sysroot=${root}`, `-L${gcc}`, `-L${lib}`, `--dynamic-linker=${one.loader}`]
  const words = [lldOf(toolchain), ...options, ...start, '"$@"', ...end]
  return writeScript(join(folder, `link-${one.architecture}`, 'ld.lld'), `exec ${words.join(' ')}`)
}

async function writeScript(path: string, text: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

async function build(toolchain: Toolchain, linker: string, folder: string): Promise<string> {
  const source = join(folder, 'main.rs')
  const program = join(folder, `program-${toolchain.target}`)
  await writeFile(source, PROGRAM)
  const args = ['--edition=2021', '-O', '--target', toolchain.target, `-Clinker=${linker}`]
  await run(toolchain.rustc, [...args, '-o', program, source], {
    env: { ...process.env, ...toolchain.env },
  })
  return program
}
