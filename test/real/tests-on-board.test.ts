import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'
import type { FerryEnded } from './ferry.ts'

const ON = ['--on', 'virtual:pi-4']
const LIB = `/// \`\`\`
/// assert_eq!(pass::two(), 2);
/// \`\`\`
///
/// \`\`\`should_panic
/// assert_eq!(pass::two(), 3);
/// \`\`\`
pub fn two() -> u32 { 2 }
#[cfg(test)]
mod tests {
    #[test]
    fn on_the_board() { assert_eq!(std::env::consts::ARCH, "aarch64"); }
    #[test]
    fn reads_data() { assert_eq!(std::fs::read_to_string("tests/data/hello.txt").unwrap(), "hello\\n"); }
    #[test]
    fn reads_data_by_manifest() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hello.txt");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "hello\\n", "{path}");
    }
    #[test]
    fn reads_variables() {
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
        assert!(std::path::Path::new(&folder).join("Cargo.toml").exists());
        assert!(std::env::var("FERRY_AGENT").is_err());
    }
    #[test]
    #[ignore]
    fn ignored() { panic!("asked for") }
}
`
const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["pass", "fails", "sleeps"]\nresolver = "2"\n',
  'pass/Cargo.toml': '[package]\nname = "pass"\nversion = "0.1.0"\nedition = "2021"\n',
  'pass/src/lib.rs': LIB,
  'pass/src/bin/tool.rs':
    'fn main() { println!("tool on {}", std::env::consts::ARCH); std::process::exit(7) }\n',
  'pass/tests/data/hello.txt': 'hello\n',
  'pass/tests/exe.rs': `#[test]
fn starts_the_tool() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_tool")).output().unwrap();
    assert_eq!(out.status.code(), Some(7));
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "tool on aarch64\\n");
}
`,
  'sleeps/Cargo.toml': '[package]\nname = "sleeps"\nversion = "0.1.0"\nedition = "2021"\n',
  'sleeps/src/lib.rs':
    '#[test]\nfn sleeps() { eprintln!("begun"); std::thread::sleep(std::time::Duration::from_secs(300)) }\n',
  'fails/Cargo.toml': '[package]\nname = "fails"\nversion = "0.1.0"\nedition = "2021"\n',
  'fails/src/lib.rs': '#[test]\nfn fails() { assert_eq!(std::env::consts::ARCH, "none") }\n',
}

/** One in /tmp, where the board's user can make the host's own path; one whose path the user pi cannot make. */
const open = makeFolder(FILES)
after(open.remove)
const closed = resolve(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  `ferry-tests-on-board-${process.pid}`,
)
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(resolve(closed, name, '..'), { recursive: true })
  writeFileSync(join(closed, name), text)
}
after(() => rmSync(closed, { recursive: true, force: true }))

function passes(ended: FerryEnded, doctests: number): void {
  const out = String(ended.out)
  assert.equal(ended.code, 0, out + ended.err)
  assert.match(out, /^test result: ok\. 4 passed; 0 failed; 1 ignored/m)
  assert.match(out, /^test starts_the_tool \.\.\. ok$/m)
  assert.equal(
    out.match(/^test pass\/src\/lib.rs - two \(line \d+\)(?: - should panic)? \.\.\. ok$/gm)
      ?.length ?? 0,
    doctests,
  )
}

test("dinghy's sequence: what must pass passes, what must fail fails, doctests pass; from workspace, member and outside", () => {
  for (const [cwd, words] of [
    [open.path, ['-p', 'pass']],
    [join(open.path, 'pass'), []],
    ['/', ['--manifest-path', join(open.path, 'pass', 'Cargo.toml')]],
  ] as const) {
    passes(ferry(['test', ...ON, ...words], { cwd }), 2)
  }
  const fails = ferry(['test', ...ON, '-p', 'fails'], { cwd: open.path })
  assert.equal(fails.code, 1, fails.err)
  assert.match(String(fails.out), /^test fails \.\.\. FAILED$/m)
  const all = ferry(['test', ...ON, '--workspace', '--exclude', 'sleeps', '--no-fail-fast'], {
    cwd: open.path,
  })
  assert.equal(all.code, 1)
  assert.match(String(all.out), /^test tests::on_the_board \.\.\. ok$/m)
})

test("a host's path that the board's user cannot make: data files and CARGO_BIN_EXE_* are found all the same", () => {
  passes(ferry(['test', ...ON, '-p', 'pass'], { cwd: closed }), 2)
})

test("libtest's flags pass, and a name; --no-run builds alone; what does not compile is cargo's failure", () => {
  const named = ferry(['test', ...ON, '-p', 'pass', '--lib', 'reads_data', '--', '--exact'], {
    cwd: open.path,
  })
  assert.match(String(named.out), /0 passed; 0 failed; 0 ignored; 0 measured; 5 filtered out/)
  const ignored = ferry(['test', ...ON, '-p', 'pass', '--lib', '--', '--ignored', '--nocapture'], {
    cwd: open.path,
  })
  assert.equal(ignored.code, 1)
  assert.match(ignored.err, /asked for/)
  const list = ferry(['test', ...ON, '-p', 'pass', '--lib', '-q', '--', '--list'], {
    cwd: open.path,
  })
  assert.match(String(list.out), /^tests::reads_data: test$/m)
  const built = ferry(['test', ...ON, '-p', 'pass', '--no-run'], { cwd: open.path })
  assert.equal(built.code, 0, built.err)
  assert.equal(String(built.out), '')
  const bad = makeFolder({ ...FILES, 'fails/src/lib.rs': 'fn x() { nothing() }\n' })
  const ended = ferry(['test', ...ON, '-p', 'fails'], { cwd: bad.path })
  bad.remove()
  assert.equal(ended.code, 5, ended.err)
  assert.match(ended.err, /error\[cargo\/failed\]/)
})

test('what changes is sent, nothing else; a data file that is gone on the host is gone on the board', () => {
  const lib = join(open.path, 'pass', 'src', 'lib.rs')
  ferry(['test', ...ON, '-p', 'pass', '--lib'], { cwd: open.path })
  const again = ferry(['test', ...ON, '-p', 'pass', '--lib'], { cwd: open.path })
  assert.doesNotMatch(again.err, /Sending/)
  rmSync(join(open.path, 'pass/tests/data/hello.txt'))
  const without = ferry(['test', ...ON, '-p', 'pass', '--lib'], { cwd: open.path })
  assert.equal(without.code, 1)
  assert.match(String(without.out), /^test tests::reads_data \.\.\. FAILED$/m)
  writeFileSync(join(open.path, 'pass/tests/data/hello.txt'), 'hello\n')
  const back = ferry(['test', ...ON, '-p', 'pass', '--lib'], { cwd: open.path })
  assert.equal(back.code, 0, String(back.out))
  assert.match(back.err, /Sending 1 file /)
  assert.ok(readFileSync(lib, 'utf8').includes('reads_data'))
})

test('a board whose files went away meanwhile gets them again', () => {
  const gone = ferry(['run', ...ON, '-p', 'pass', '--bin', 'tool'], { cwd: open.path })
  assert.equal(gone.code, 7, gone.err)
  const wiped = spawnSync('ssh', ['-F', sshConfig(), 'pi-4', 'rm -rf .cache/ferry/t'])
  assert.equal(wiped.status, 0, String(wiped.stderr))
  passes(ferry(['test', ...ON, '-p', 'pass'], { cwd: open.path }), 2)
})

test('several boards: each line carries its board, one failure does not hide the other', () => {
  const on = ['--on', 'virtual:pi-4', '--on', 'virtual:pi-2']
  const ended = ferry(['test', ...on, '-p', 'pass', '--lib'], { cwd: open.path })
  assert.equal(ended.code, 1, ended.err)
  assert.match(String(ended.out), /^virtual:pi-4 \| test tests::on_the_board \.\.\. ok$/m)
  assert.match(String(ended.out), /^virtual:pi-2 \| test tests::on_the_board \.\.\. FAILED$/m)
  assert.match(ended.err, /^1 of 2 boards: done$/m)
})

test('plain cargo test after ferry init', () => {
  const init = ferry(['init', ...ON], { cwd: open.path })
  assert.equal(init.code, 0, init.err)
  const cargo = (...words: readonly string[]): FerryEnded => {
    const ended = spawnSync('cargo', ['test', ...words], { cwd: open.path, encoding: 'buffer' })
    return {
      code: ended.status,
      signal: ended.signal,
      out: ended.stdout,
      err: ended.stderr.toString(),
    }
  }
  passes(cargo('-p', 'pass'), 2)
  assert.equal(cargo('-p', 'fails').code, 101)
  ferry(['init', '--undo'], { cwd: open.path })
})

test("nextest's protocol: --list --format terse, then each test by --exact, all at once", async () => {
  const env = JSON.parse(
    String(ferry(['env', ...ON, '--format', 'json'], { cwd: open.path }).out),
  ) as {
    target: string
    variables: Record<string, string>
  }
  const built = spawnSync(
    'cargo',
    ['test', '-p', 'pass', '--lib', '--no-run', '--target', env.target, '--message-format', 'json'],
    {
      cwd: open.path,
      env: { ...process.env, ...env.variables },
      encoding: 'utf8',
    },
  )
  const program = /"executable":"([^"]+\/deps\/pass-[0-9a-f]+)"/.exec(built.stdout)?.[1] ?? ''
  const cwd = join(open.path, 'pass')
  const runner = (...words: readonly string[]): FerryEnded =>
    // nextest's book, "Environment variables": it sets those that cargo would.
    ferry(['__runner', ...ON, '--', program, ...words], {
      cwd,
      env: { NEXTEST: '1', CARGO_MANIFEST_DIR: cwd },
    })
  const listed = String(runner('--list', '--format', 'terse').out)
  const names = listed.split('\n').flatMap((line) => /^(.*): test$/.exec(line)?.[1] ?? [])
  assert.deepEqual(
    names.toSorted(),
    ['ignored', 'on_the_board', 'reads_data', 'reads_data_by_manifest', 'reads_variables'].map(
      (name) => `tests::${name}`,
    ),
  )
  for (const name of names.filter((one) => one !== 'tests::ignored')) {
    const ended = runner(name, '--exact', '--nocapture')
    assert.equal(ended.code, 0, name + ended.err)
    assert.match(String(ended.out), /1 passed/)
  }
  assert.equal(runner('tests::ignored', '--exact', '--ignored').code, 101)
})

test('Ctrl-C and kill -9: no test stays behind on the board', async () => {
  const words = ['test', ...ON, '-p', 'sleeps', '--', '--nocapture']
  const config = sshConfig()
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const bin = resolve(import.meta.dirname, '..', '..', 'bin', 'ferry.js')
    const child = spawn(process.execPath, [bin, ...words], {
      cwd: open.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let said = ''
    const ended = new Promise<void>((settle) => child.once('close', () => settle()))
    await new Promise<void>((settle) => {
      child.once('close', () => settle())
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('begun')) settle()
      })
    })
    assert.match(said, /begun/)
    // A terminal sends Ctrl-C to the whole group; a kill ends one process.
    process.kill(signal === 'SIGINT' ? -(child.pid ?? 0) : (child.pid ?? 0), signal)
    await ended
    const left =
      'i=0; while grep -ql deps/sleeps /proc/[0-9]*/cmdline; do i=$((i+1)); if [ $i -gt 30 ]; then echo left; exit; fi; sleep 1; done; echo none'
    const asked = spawnSync('ssh', [
      '-F',
      config,
      'pi-4',
      left.replace('deps/sleeps', 'deps/[s]leeps'),
    ])
    assert.equal(String(asked.stdout).trim(), 'none', signal)
  }
})

function sshConfig(): string {
  const { boards } = JSON.parse(
    String(ferry(['virtual', 'start', 'pi-4', '--format', 'json']).out),
  ) as {
    boards: { sshConfigFile: string }[]
  }
  return boards[0]?.sshConfigFile ?? ''
}
