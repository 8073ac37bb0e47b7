import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, test } from 'node:test'

import { checkJsonAnswer, checkJsonLines } from '../fakes/json-answer.ts'
import { ferry, makeFolder } from './ferry.ts'

/** `ferry cargo SUBCOMMAND…`: real subcommands, as a user types them. */
const ON = ['--on', 'virtual:pi-4']
const BOTH = [...ON, '--on', 'virtual:pi-2']
const project = makeFolder({
  'Cargo.toml': '[package]\nname = "any"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/lib.rs': `pub fn word() -> String {
    return std::env::consts::ARCH.to_string();
}
#[cfg(target_pointer_width = "32")]
pub fn narrow() -> u32 { 0u64 }
#[test]
fn on_the_board() { assert_ne!(word(), "x86_64"); }
#[test]
fn reads() { assert_eq!(std::fs::read_to_string("data.txt").unwrap(), "data"); }
#[test]
#[ignore]
fn fails() { assert_eq!(word(), "none"); }
`,
  'src/main.rs': `fn main() {
    println!("{} {:?}", any::word(), std::env::args().skip(1).collect::<Vec<_>>());
    std::process::exit(7)
}
`,
  'data.txt': 'data',
})
after(project.remove)
const cwd = project.path

test('check sees the board’s target; its words are its own; cargo’s failure is 5', () => {
  const checked = ferry(['cargo', 'check', '--lib', ...ON], { cwd })
  assert.equal(checked.code, 0, checked.err)
  const narrow = ferry(['cargo', '--on', 'virtual:pi-2', 'check', '--lib'], { cwd })
  assert.equal(narrow.code, 5, narrow.err)
  assert.match(narrow.err, /mismatched types/)
})

test('clippy sees the board’s target, and its words are its own', (t) => {
  if (/no such command/.test(ferry(['cargo', 'clippy', ...ON, '--', '--version'], { cwd }).err)) {
    t.skip('the toolchain of this machine has no clippy')
    return
  }
  const clippy = ferry(['cargo', 'clippy', ...ON, '--', '-D', 'warnings'], { cwd })
  assert.equal(clippy.code, 5, clippy.err)
  assert.match(clippy.err, /needless_return|unneeded `return`/)
})

test('subcommands that take no --target', () => {
  const tree = ferry(['cargo', ...ON, 'tree', '--format', '<{p}>'], { cwd })
  assert.equal(tree.code, 0, tree.err)
  assert.match(String(tree.out), /^<any v0\.1\.0 .*>\n$/)
  const found = ferry(['cargo', 'locate-project', ...ON, '--message-format', 'plain'], { cwd })
  assert.match(String(found.out), /Cargo\.toml\n$/)
  const none = ferry(['cargo', 'nothing-of-the-kind', ...ON], { cwd })
  assert.equal(none.code, 5)
  assert.match(none.err, /no such command/)
})

test('run ends as the program does, on the board', () => {
  const ran = ferry(['cargo', 'run', '-q', ...ON, '--', '--on', 'x'], { cwd })
  assert.equal(ran.code, 7, ran.err)
  assert.equal(String(ran.out), 'aarch64 ["--on", "x"]\n')
})

test('several boards, JSON, dry run, and what is another command’s', () => {
  const ended = ferry(['cargo', '--format', 'json', 'check', ...BOTH, '--lib'], { cwd })
  assert.equal(ended.code, 5, ended.err)
  const { more = [], ...first } = checkJsonAnswer(String(ended.out), 'cargo') as {
    readonly code: number
    readonly more?: readonly { readonly code: number; readonly target: string }[]
  }
  assert.deepEqual([first.code, ...more.map(({ code }) => code)], [0, 5])
  const lines = ferry(['cargo', ...BOTH, '--format', 'jsonl', 'tree'], { cwd })
  assert.equal(lines.code, 0, lines.err)
  assert.ok(checkJsonLines(String(lines.out), 'cargo') > 0)
  const text = ferry(['cargo', ...BOTH, 'tree', '--depth', '0'], { cwd })
  assert.match(String(text.out), /^virtual:pi-4 \| any v0.1.0/m)
  assert.match(text.err, /^2 of 2 boards: done$/m)
  const dry = ferry(['cargo', ...ON, '--dry-run', '--format', 'json', 'doc', '--open'], { cwd })
  const { commands } = checkJsonAnswer(String(dry.out), 'dry-run') as {
    readonly commands?: readonly { args: readonly string[]; env: Record<string, string> }[]
  }
  assert.deepEqual(commands?.[0]?.args, ['doc', '--open'])
  assert.equal(commands?.[0]?.env['CARGO_BUILD_TARGET'], 'aarch64-unknown-linux-gnu')
  const other = ferry(['cargo', 'install', 'ripgrep', ...ON], { cwd })
  assert.equal(other.code, 2)
  assert.match(other.err, /ferry install ripgrep/)
  assert.equal(ferry(['cargo'], { cwd }).code, 2)
})

// It builds for a quarter of an hour: `cargo install cargo-nextest --locked` puts it where cargo finds it.
const hasNextest = spawnSync('cargo', ['nextest', '--version']).status === 0
test(
  'cargo-nextest: each test on the board, all at once; one that fails is 1',
  { skip: hasNextest ? false : 'cargo-nextest is not installed' },
  () => {
    const passed = ferry(['cargo', 'nextest', 'run', ...ON], { cwd })
    assert.equal(passed.code, 0, passed.err)
    assert.match(passed.err, /2 tests run: 2 passed, 1 skipped/)
    const all = ['--run-ignored', 'all', '--no-fail-fast']
    const failed = ferry(['cargo', 'nextest', 'run', ...ON, ...all], { cwd })
    assert.equal(failed.code, 1, failed.err)
    assert.match(failed.err, /3 tests run: 2 passed, 1 failed/)
    assert.match(failed.err, /left: "aarch64"/)
    assert.equal(ferry(['init', ...ON], { cwd }).code, 0)
    const plain = spawnSync('cargo', ['nextest', 'run'], { cwd, encoding: 'utf8' })
    assert.equal(plain.status, 0, plain.stderr)
    assert.match(plain.stderr, /2 tests run: 2 passed, 1 skipped/)
  },
)
