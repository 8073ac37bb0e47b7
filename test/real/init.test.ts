/**
 * `ferry init` and plain cargo on a virtual board: what one built, the other finds fresh, both ways; and the file is
 * given back as it was. Needs cargo, clang, dist/ferry.cjs, and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import type { Schema } from '../fakes/check-schema.ts'
import { checkSchema } from '../fakes/check-schema.ts'

const root = resolve(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'ferry-init-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const board = 'virtual:pi-4'
const target = 'aarch64-unknown-linux-gnu'

interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function run(cwd: string, file: string, args: readonly string[]): Said {
  const env = { ...process.env, CARGO_TERM_COLOR: 'never' }
  const ended = spawnSync(file, args, { cwd, env, encoding: 'utf8', input: '', maxBuffer: 1e8 })
  return { code: ended.status, out: ended.stdout, err: ended.stderr }
}
const ferry = (cwd: string, ...args: string[]): Said =>
  run(cwd, process.execPath, [join(root, 'src/cli/main.ts'), ...args])
const cargo = (cwd: string, ...args: string[]): Said => run(cwd, 'cargo', args)

/** cargo had nothing to do. */
function assertFresh(said: Said, what: string): void {
  assert.equal(said.code, 0, `${what}: ${said.err}`)
  assert.doesNotMatch(said.err, /Compiling|Dirty/, what)
  assert.match(said.err, /Finished/, what)
}
function assertBuilt(said: Said, what: string): void {
  assert.equal(said.code, 0, `${what}: ${said.err}`)
  assert.match(said.err, /Compiling/, what)
}

/** A crate whose build script asks to be run again for every name that ferry sets. */
function writeSmall(name: string): string {
  const at = join(folder, name)
  const names = ['CC', 'CXX', 'AR', 'CMAKE_TOOLCHAIN_FILE', 'PKG_CONFIG_SYSROOT_DIR']
  const both = names.flatMap((n) => [`${n}_${target}`, `${n}_${target.replaceAll('-', '_')}`])
  const files = {
    'Cargo.toml': `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n`,
    'build.rs': `fn main() {\n${both.map((n) => `    println!("cargo:rerun-if-env-changed=${n}");`).join('\n')}\n    println!("cargo:rustc-env=MADE_WITH={}", std::env::var("CC_${target}").unwrap_or_default());\n}\n`,
    'src/main.rs':
      'fn main() { println!("{} {}", std::env::consts::ARCH, env!("MADE_WITH")); }\n#[test]\nfn there() { assert_eq!(std::env::consts::ARCH, "aarch64"); }\n',
    '.cargo/config.toml': `# mine\n[alias]\nb = "build" # short\n\n[env] # more\nMY = "1"`,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(at, path, '..'), { recursive: true })
    writeFileSync(join(at, path), text)
  }
  return at
}

function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(join(root, `schema/${name}.schema.json`), 'utf8')) as Schema
}

test('a small crate: init, plain cargo build, run and test, ferry again, undo', () => {
  const at = writeSmall('small')
  const file = join(at, '.cargo', 'config.toml')
  const before = readFileSync(file)
  assertBuilt(ferry(at, 'build', '--dev', '--on', board), 'ferry, before init')
  const said = ferry(at, 'init', '--on', board)
  assert.equal(said.code, 0, said.err)
  const written = readFileSync(file, 'utf8')
  assert.ok(written.startsWith(before.toString()))
  assertFresh(cargo(at, 'build'), 'cargo after ferry')
  assertFresh(ferry(at, 'build', '--dev', '--on', board), 'ferry after cargo')

  const ran = cargo(at, 'run')
  assertFresh(ran, 'cargo run')
  assert.match(ran.out, /^aarch64 \/.*\/cc$/m)
  const tested = cargo(at, 'test')
  assertBuilt(tested, 'cargo test')
  assert.match(tested.out, /test there \.\.\. ok/)
  assertFresh(ferry(at, 'test', '--on', board), 'ferry test after cargo test')
  assertBuilt(cargo(at, 'build', '--release'), 'cargo build --release')
  assertFresh(ferry(at, 'build', '--on', board), 'ferry build after cargo build --release')

  assert.equal(ferry(at, 'init', '--on', board).code, 0)
  assert.equal(readFileSync(file, 'utf8'), written, 'twice is once')
  assert.equal(ferry(at, 'init', '--undo').code, 0)
  assert.deepEqual(readFileSync(file), before)
})

test('what the user set stays: a linker by name', () => {
  const at = writeSmall('own')
  const file = join(at, '.cargo', 'config.toml')
  writeFileSync(file, `[target.${target}]\nlinker = "aarch64-linux-gnu-gcc" # mine\n`)
  const said = ferry(at, 'init', '--on', board, '--format', 'json')
  if (said.code === 3) {
    // No such gcc on this host: then the check of the user's linker says so, and nothing is written.
    assert.match(said.err, /linker\/missing/)
    assert.doesNotMatch(readFileSync(file, 'utf8'), /ferry init/)
    return
  }
  assert.equal(said.code, 0, said.err)
  const report = JSON.parse(said.out) as { kept: readonly { name: string; value: string }[] }
  assert.deepEqual(checkSchema(report, readSchema('init')), [])
  assert.ok(report.kept.some(({ value }) => value === 'aarch64-linux-gnu-gcc'))
  assert.equal(readFileSync(file, 'utf8').match(/^linker = /gm)?.length, 1)
})

test('examples/station: C code, procedural macros, no rebuild either way', () => {
  const at = join(folder, 'station')
  cpSync(join(root, 'examples/station'), at, {
    recursive: true,
    filter: (path) => !path.endsWith('/target'),
  })
  const said = ferry(at, 'init', '--on', board)
  assert.equal(said.code, 0, said.err)
  assertBuilt(cargo(at, 'build'), 'cargo')
  assertFresh(ferry(at, 'build', '--dev', '--on', board), 'ferry after cargo')
  assertFresh(cargo(at, 'build'), 'cargo after ferry')
  assert.equal(ferry(at, 'init', '--undo').code, 0)
  assert.ok(!existsSync(join(at, '.cargo')), 'a file that ferry made goes')
  assertFresh(ferry(at, 'build', '--dev', '--on', board), 'ferry without init')
})

test('doctor: JSON by its schema, for this machine and for the board', () => {
  const schema = JSON.parse(readFileSync(join(root, 'schema/doctor.schema.json'), 'utf8')) as Schema
  for (const words of [[], ['--on', board]]) {
    const said = ferry(folder, 'doctor', '--format', 'json', ...words)
    const report = JSON.parse(said.out) as { ok: boolean; checks: readonly { id: string }[] }
    assert.deepEqual(checkSchema(report, schema), [])
    assert.equal(said.code, report.ok ? 0 : 1)
    const ids = report.checks.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(ids.includes('sysroot'), words.length > 0)
  }
})

test('doctor --fix makes the sysroot in an empty cache, and the second look finds it', () => {
  const facts = ferry(folder, 'probe', board, '--format', 'json').out
  const file = join(folder, 'pi4.json')
  writeFileSync(file, facts)
  const cache = join(folder, 'cache')
  const look = (...more: string[]): Said => {
    const env = { ...process.env, XDG_CACHE_HOME: cache }
    const args = [join(root, 'src/cli/main.ts'), 'doctor', '--on', `facts:${file}`, ...more]
    const ended = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
    return { code: ended.status, out: ended.stdout, err: ended.stderr }
  }
  const first = look()
  assert.equal(first.code, 1, first.out)
  assert.match(first.out, /^missing +sysroot /m)
  const fixed = look('--fix')
  assert.equal(fixed.code, 0, fixed.out + fixed.err)
  assert.match(fixed.out, /^mended sysroot: made /m)
  assert.equal(look().code, 0)
})
