/**
 * The ABI of what comes out for each Rust target, against an independent table: the expected values of
 * taiki-e/rust-cross-toolchain (docker/test/test.sh), which tests toolchains of another make.
 * ferry builds a small crate for a recorded board. FERRY_REAL_TARGETS picks targets by name;
 * a std that has to be built from source takes minutes, so those run only when they are named.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { armArchNames, armFpNames } from '../../src/core/elf/arm-tags.ts'
import type { ElfFacts } from '../../src/core/elf/elf-facts.ts'
import { readElfBytes } from '../../src/core/elf/read-elf-bytes.ts'

const root = join(import.meta.dirname, '../..')

interface Row {
  readonly target: string
  readonly board: string
  readonly machine: string
  readonly floatAbi?: 'hard' | 'soft'
  readonly arch?: string
  readonly vfpArgs?: number
  readonly fp?: readonly string[]
  readonly thumb?: readonly number[]
  /** Missing: static. */
  readonly interpreter?: string
  readonly flags?: number
  readonly slow?: true
}

const rows: readonly Row[] = [
  {
    target: 'armv5te-unknown-linux-gnueabi',
    board: 'virtual-pi-zero',
    machine: 'arm 32',
    floatAbi: 'soft',
    arch: 'v5TE',
    thumb: [1],
    interpreter: '/lib/ld-linux.so.3',
  },
  {
    target: 'arm-unknown-linux-gnueabi',
    board: 'virtual-pi-zero',
    machine: 'arm 32',
    floatAbi: 'soft',
    arch: 'v6',
    thumb: [1],
    interpreter: '/lib/ld-linux.so.3',
    slow: true,
  },
  {
    target: 'arm-unknown-linux-musleabihf',
    board: 'virtual-pi-zero',
    machine: 'arm 32',
    floatAbi: 'hard',
    arch: 'v6',
    vfpArgs: 1,
    slow: true,
  },
  {
    target: 'armv7-unknown-linux-gnueabihf',
    board: 'virtual-pi-2',
    machine: 'arm 32',
    floatAbi: 'hard',
    arch: 'v7',
    vfpArgs: 1,
    fp: ['VFPv3-D16', 'VFPv3'],
    thumb: [2],
    interpreter: '/lib/ld-linux-armhf.so.3',
  },
  {
    target: 'aarch64-unknown-linux-gnu',
    board: 'virtual-pi-4',
    machine: 'aarch64 64',
    interpreter: '/lib/ld-linux-aarch64.so.1',
    flags: 0,
  },
  {
    target: 'aarch64-unknown-linux-musl',
    board: 'virtual-pi-4',
    machine: 'aarch64 64',
    flags: 0,
    slow: true,
  },
  {
    target: 'riscv64gc-unknown-linux-gnu',
    board: 'virtual-visionfive-2',
    machine: 'riscv 64',
    floatAbi: 'hard',
    interpreter: '/lib/ld-linux-riscv64-lp64d.so.1',
    flags: 5,
  },
]

const chosen = (process.env['FERRY_REAL_TARGETS'] ?? '').split(',').filter((name) => name !== '')

for (const row of rows) {
  const isChosen = chosen.length > 0 ? chosen.includes(row.target) : row.slow !== true
  const skip = isChosen ? false : 'its std is built from source; name it in FERRY_REAL_TARGETS'
  test(row.target, { skip, timeout: 1_800_000 }, () => {
    const elf = readElfBytes(buildFor(row))
    assert.equal(`${elf.machine} ${elf.bits}`, row.machine)
    assert.equal(elf.interpreter, row.interpreter)
    assert.equal(elf.floatAbi, row.floatAbi)
    if (row.flags !== undefined) assert.equal(elf.flags, row.flags)
    assert.deepEqual(elf.problems, [])
    if (row.arch !== undefined) checkArm(elf, row)
  })
}

function checkArm({ arm, interpreter }: ElfFacts, row: Row): void {
  assert.equal(armArchNames[arm?.cpuArch ?? 0], row.arch)
  assert.equal(arm?.vfpArgs, row.vfpArgs)
  // A static libc brings tags of its own (the table says so): only dynamic files are held to them.
  if (interpreter === undefined) return
  if (row.fp)
    assert.ok(row.fp.includes(armFpNames[arm?.fpArch ?? 0] ?? ''), `FP_arch ${arm?.fpArch}`)
  if (row.thumb) assert.ok(row.thumb.includes(arm?.thumb ?? 0), `THUMB_ISA_use ${arm?.thumb}`)
}

/** ferry itself builds, as a user would start it. */
function buildFor({ target, board }: Row): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-abi-'))
  try {
    mkdirSync(join(folder, 'src'))
    writeFileSync(
      join(folder, 'Cargo.toml'),
      '[package]\nname = "abi"\nversion = "0.1.0"\nedition = "2021"\n',
    )
    writeFileSync(
      join(folder, 'src/main.rs'),
      'fn main() {\n    println!("{}", 2.5f64 * std::env::args().count() as f64);\n}\n',
    )
    const args = [
      'build',
      '--target',
      target,
      '--on',
      `facts:${join(root, `test/boards/${board}.json`)}`,
    ]
    const ended = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') },
    })
    assert.equal(ended.status, 0, ended.stderr.slice(-3000))
    return new Uint8Array(readFileSync(join(folder, 'target', target, 'release/abi')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
