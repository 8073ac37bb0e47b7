/**
 * zig, fetched by ferry with the host's pip: a clang where none is installed, and `linker = "zig"` with the
 * glibc of the board pinned. Programs are read by readelf and run on virtual boards. Skipped, and said, where zig cannot be had.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'

import { compareVersions } from '../../src/core/text/compare-versions.ts'
import { ensureZig } from '../../src/work/linking/zig/ensure-zig.ts'
import { ferry, makeFolder } from './ferry.ts'
import { MIXED_PROJECT } from './mixed-project.ts'
import { makeRealWorld } from './real-world.ts'

const world = makeRealWorld()
const zig = await ensureZig(world, { why: 'these tests are about it' }, () => {})
const skip = 'missing' in zig ? `zig: ${zig.missing}` : false

const C_PROJECT = {
  ...MIXED_PROJECT,
  'build.rs': 'fn main() { cc::Build::new().file("src/five.c").compile("five"); }\n',
  'src/main.rs':
    'extern "C" { fn five(x: f64) -> i32; }\nfn main() { std::panic::set_hook(Box::new(|_| ())); let caught = std::panic::catch_unwind(|| panic!("on purpose")).is_err(); println!("{} {caught}", unsafe { five(25.0) }); }\n',
}
const BOARDS = `[board.pi4]
destination = "virtual:pi-4"
linker = "zig"
[board.pi4old]
destination = "virtual:pi-4"
linker = "zig"
glibc = "2.31"
[board.bone]
destination = "virtual:beaglebone-black"
linker = "zig"
glibc = "2.31"
[board.static]
destination = "virtual:pi-3-64"
target = "aarch64-unknown-linux-musl"
linker = "zig"
`
const plain = makeFolder({ ...C_PROJECT, 'ferry.toml': BOARDS })
after(plain.remove)

for (const [board, glibc] of [
  ['pi4', '2.36'],
  ['pi4old', '2.31'],
  ['bone', '2.31'],
  ['static', undefined],
] as const) {
  test(`linker = "zig": Rust and C on ${board}, glibc ${glibc ?? 'none'}`, { skip }, () => {
    const ended = ferry(['run', '--dev', '-q', '--on', board], { cwd: plain.path, minutes: 25 })
    assert.equal(ended.out.toString(), '5 true\n', ended.err)
    const built = ferry(['build', '--dev', '--format', 'json', '--on', board], {
      cwd: plain.path,
      minutes: 5,
    })
    const report = JSON.parse(built.out.toString()) as {
      readonly programs: readonly { readonly path: string }[]
    }
    const needs = versionsOf(report.programs[0]?.path ?? '')
    if (glibc === undefined) return assert.deepEqual(needs, [])
    assert.ok(needs.length > 0)
    assert.ok(compareVersions(needs.at(-1) ?? '99', glibc) <= 0, needs.at(-1))
  })
}

test(
  'without clang and cross gcc the clang in zig compiles C and C++, with the sysroot',
  { skip },
  () => {
    const work = makeFolder(MIXED_PROJECT)
    try {
      const env = { PATH: `${pathWithout(work.path, /clang|llvm|-gcc|-g\+\+|^zig/)}` }
      const ended = ferry(['run', '--dev', '--on', 'virtual:pi-4'], {
        cwd: work.path,
        env,
        minutes: 25,
      })
      assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
      const doctor = ferry(['doctor', '--on', 'virtual:pi-4'], { cwd: work.path, env, minutes: 5 })
      assert.match(doctor.out.toString(), /zig’s clang with the sysroot/)
    } finally {
      work.remove()
    }
  },
)

/** The versions of glibc that a program asks for, oldest first. */
function versionsOf(file: string): readonly string[] {
  const { stdout, status } = spawnSync('readelf', ['-VW', file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  assert.equal(status, 0, file)
  return [...stdout.matchAll(/GLIBC_(\d+\.\d+)/g)]
    .map((match) => match[1] ?? '')
    .toSorted(compareVersions)
}

/** A PATH that holds what this host's has, but for programs of some names. */
function pathWithout(folder: string, names: RegExp): string {
  const place = join(folder, '.path')
  mkdirSync(place)
  const { stdout } = spawnSync('find', [
    '-L',
    ...(process.env['PATH'] ?? '').split(delimiter),
    '-maxdepth',
    '1',
    '-type',
    'f',
    '-perm',
    '-1',
  ])
  const seen = new Set<string>()
  for (const file of stdout.toString().split('\n')) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    if (name === '' || seen.has(name) || names.test(name)) continue
    seen.add(name)
    symlinkSync(file, join(place, name))
  }
  return place
}
