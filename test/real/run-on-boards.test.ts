import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** The main job on emulated boards: real cargo, real rust-lld, real SSH. */
const BOARDS = [
  ['virtual:pi-2', 'armv7-unknown-linux-gnueabihf', 'arm'],
  ['virtual:pi-4', 'aarch64-unknown-linux-gnu', 'aarch64'],
  ['virtual:pi-zero', 'arm-unknown-linux-gnueabi', 'arm'],
] as const

const workspace = makeFolder({
  'Cargo.toml':
    '[workspace]\nmembers = ["app", "other"]\nresolver = "2"\n[profile.small]\ninherits = "release"\nopt-level = "z"\n',
  'app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[features]\nloud = []\n[[bin]]\nname = "app"\npath = "src/main.rs"\n[[bin]]\nname = "second"\npath = "src/second.rs"\n',
  'app/src/main.rs': `use std::io::{Read, Write};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("exit") => std::process::exit(args[1].parse().unwrap()),
        Some("cat") => {
            let mut all = Vec::new();
            std::io::stdin().read_to_end(&mut all).unwrap();
            std::io::stdout().write_all(&all).unwrap();
            std::io::stderr().write_all(b"done\\n").unwrap();
        }
        Some("abort") => std::process::abort(),
        Some("env") => println!("{:?}", std::env::var("SHIP")),
        _ => println!("{} {:?}{}", std::env::consts::ARCH, args, if cfg!(feature = "loud") { "!" } else { "" }),
    }
}
`,
  'app/src/second.rs': 'fn main() { println!("second") }\n',
  'app/examples/wave.rs': 'fn main() { println!("wave") }\n',
  'app/src/inner/.keep': '',
  'other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n',
  'other/src/main.rs': 'fn main() { println!("other") }\n',
})
after(workspace.remove)
const app = join(workspace.path, 'app')

for (const [board, target, arch] of BOARDS) {
  test(`${board}: a program is built for ${target}, shipped and run; its words arrive`, () => {
    const ended = ferry(
      ['run', '--on', board, '--bin', 'app', '--', 'a b', "it's", '$(id)', '-x', ''],
      { cwd: app },
    )
    assert.equal(ended.out.toString(), `${arch} ["a b", "it's", "$(id)", "-x", ""]\n`, ended.err)
    assert.equal(ended.code, 0)
  })
  test(`${board}: stdin and stdout pass byte for byte, stderr apart`, () => {
    const bytes = randomBytes(3_000_000)
    const ended = ferry(['run', '-q', '--on', board, '--bin', 'app', '--', 'cat'], {
      cwd: app,
      input: bytes,
    })
    const sum = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
    assert.equal(sum(ended.out), sum(bytes))
    assert.equal(ended.err, 'done\n')
  })
  test(`${board}: the exit code is the program's, a signal is 128+N`, () => {
    for (const code of [1, 42, 255]) {
      assert.equal(
        ferry(['run', '-q', '--on', board, '--bin', 'app', '--', 'exit', `${code}`], { cwd: app })
          .code,
        code,
      )
    }
    assert.equal(
      ferry(['run', '-q', '--on', board, '--bin', 'app', '--', 'abort'], { cwd: app }).code,
      134,
    )
  })
}

const on = ['--on', 'virtual:pi-4']
const says = (words: readonly string[], cwd: string, expected: string): void => {
  const ended = ferry(['run', ...words], { cwd })
  assert.equal(ended.out.toString(), expected, ended.err)
  assert.equal(ended.code, 0)
}

test('from a sub-folder, a workspace, with -p, --bin, --example, --features, --profile, --manifest-path', () => {
  says([...on, '--bin', 'second'], join(app, 'src', 'inner'), 'second\n')
  says([...on, '-p', 'other'], workspace.path, 'other\n')
  says([...on, '--example', 'wave'], app, 'wave\n')
  says([...on, '--bin', 'app', '--features', 'loud'], app, 'aarch64 []!\n')
  says([...on, '--bin', 'second', '--profile', 'small'], app, 'second\n')
  says([...on, '--bin', 'second', '--dev'], app, 'second\n')
  says([...on, '--manifest-path', join(workspace.path, 'other', 'Cargo.toml')], '/', 'other\n')
})

test('with CARGO_TARGET_DIR, --env, and a .cargo/config.toml of the user', () => {
  const elsewhere = makeFolder({})
  const own = makeFolder({
    '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "mine"]\n[alias]\nx = "build"\n',
    'Cargo.toml': '[package]\nname = "own"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/main.rs':
      'fn main() { println!("{} {}", cfg!(mine), std::env::var("SHIP").unwrap_or_default()) }\n',
  })
  try {
    const ended = ferry(['run', ...on, '--env', 'SHIP=a b'], {
      cwd: own.path,
      env: { CARGO_TARGET_DIR: elsewhere.path },
    })
    assert.equal(ended.out.toString(), 'true a b\n', ended.err)
  } finally {
    elsewhere.remove()
    own.remove()
  }
})

test('[run] files: the program finds them by their names, and what changed of them', () => {
  const own = makeFolder({
    'ferry.toml': '[run]\nfiles = ["data/", "one.txt"]\n',
    'Cargo.toml': '[package]\nname = "reader"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/main.rs': `use std::fs::read_to_string;
fn main() { println!("{:?} {:?}", read_to_string("data/in/two.txt").ok(), read_to_string("one.txt").ok()) }
`,
    'data/in/two.txt': 'two',
    'one.txt': 'one',
  })
  try {
    says(on, own.path, 'Some("two") Some("one")\n')
    writeFileSync(join(own.path, 'one.txt'), 'changed')
    rmSync(join(own.path, 'data/in/two.txt'))
    writeFileSync(join(own.path, 'data/three.txt'), 'three')
    says(on, own.path, 'None Some("changed")\n')
    says([...on, '--cwd', '/tmp'], own.path, 'None None\n')
    // Plain cargo starts it with ferry as its runner.
    assert.equal(ferry(['init', ...on], { cwd: own.path }).code, 0)
    const plain = spawnSync('cargo', ['run', '-q', '--release'], { cwd: own.path })
    assert.equal(plain.stdout.toString(), 'None Some("changed")\n', plain.stderr.toString())
    rmSync(join(own.path, 'one.txt'))
    const ended = ferry(['run', ...on], { cwd: own.path })
    assert.equal(ended.code, 2, ended.err)
    assert.match(ended.err, /error\[host\/no-such-file\]: There is no file .*one\.txt/)
  } finally {
    own.remove()
  }
})

test('several programs and none chosen: the question names them', () => {
  const ended = ferry(['run', ...on], { cwd: app })
  assert.equal(ended.code, 2)
  assert.match(ended.err, /error\[cargo\/several-binaries\][\s\S]*app[\s\S]*second/)
})

test('the program for another board is refused before a byte is sent', () => {
  const ended = ferry(
    ['run', ...on, '--bin', 'second', '--target', 'riscv64gc-unknown-linux-gnu'],
    { cwd: app },
  )
  assert.equal(ended.code, 1)
  assert.match(ended.err, /elf\/wrong-machine/)
  assert.doesNotMatch(ended.err, /Sending/)
})

test('a program that does not compile ends with 5 and says so, also where the board was looked at meanwhile', () => {
  const bad = makeFolder({
    'Cargo.toml': '[package]\nname = "bad"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/main.rs': 'fn main() { nothing() }\n',
  })
  try {
    for (let time = 0; time < 2; time++) {
      const ended = ferry(['run', '--on', 'virtual:pi-4'], { cwd: bad.path })
      assert.equal(ended.code, 5, ended.err)
      assert.match(ended.err, /^error\[cargo\/failed\]/m)
    }
  } finally {
    bad.remove()
  }
})
