import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import { checkJsonAnswer, checkJsonLines } from '../fakes/json-answer.ts'
import { ferry, makeFolder } from './ferry.ts'

const BOARD = 'virtual:pi-4'
const source = (word: string): string => `fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    println!("${word} {}", given.join(","));
    if given.is_empty() { return }
    loop { std::thread::sleep(std::time::Duration::from_millis(200)); println!("${word} lives"); }
}
`
const project = makeFolder({
  'Cargo.toml': '[package]\nname = "watched"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/main.rs': source('one'),
})
after(project.remove)

interface Watched {
  /** Waits until what was printed on stdout since `from` matches. */
  heard(pattern: RegExp, from?: number): Promise<void>
  /** The same for the story on stderr. */
  told(pattern: RegExp, from?: number): Promise<void>
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<number | null>
  interrupt(): void
}

function watch(words: readonly string[]): Watched {
  const bin = join(resolve(import.meta.dirname, '../..'), 'bin', 'ferry.js')
  const child = spawn(process.execPath, [bin, 'watch', '--dev', '--on', BOARD, ...words], {
    cwd: project.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((settle) => child.once('close', settle))
  after(() => child.kill('SIGKILL'))
  const until = async (text: () => string, pattern: RegExp): Promise<void> => {
    const give = Date.now() + 90_000
    while (!pattern.test(text())) {
      assert.ok(Date.now() < give, `never came: ${pattern}\n${out}\n${err}`)
      await new Promise((settle) => setTimeout(settle, 50))
    }
  }
  return {
    heard: (pattern, from = 0) => until(() => out.slice(from), pattern),
    told: (pattern, from = 0) => until(() => err.slice(from), pattern),
    out: () => out,
    err: () => err,
    ended,
    interrupt: () => child.kill('SIGINT'),
  }
}

/** Programs of the project that run on the board: a word of their command line is its path. */
function living(): number {
  const { path, remove } = makeFolder({
    'Cargo.toml': '[package]\nname = "look"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/main.rs': `fn main() {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = all.filter_map(|e| std::fs::read_to_string(e.path().join("cmdline")).ok());
    println!("{}", lines.filter(|l| l.split('\\0').take(3).any(|w| w.ends_with("/watched"))).count());
}
`,
  })
  try {
    const ended = ferry(['run', '--dev', '--on', BOARD], { cwd: path })
    assert.equal(ended.code, 0, ended.err)
    return Number(String(ended.out))
  } finally {
    remove()
  }
}

test('a change restarts the program, one that does not compile leaves it alone, Ctrl-C ends both', async () => {
  const main = join(project.path, 'src', 'main.rs')
  const seen = watch(['--', 'stay'])
  await seen.heard(/^one stay$/m)
  await seen.heard(/^one lives$/m)

  writeFileSync(main, source('two'))
  await seen.heard(/^two stay$/m)
  const first = seen.out().indexOf('two stay')
  await seen.heard(/^two lives\ntwo lives$/m, first)
  assert.doesNotMatch(seen.out().slice(first), /one/, 'the old program still speaks')
  assert.equal(living(), 1)

  const before = seen.err().length
  writeFileSync(main, 'fn main() { broken(')
  await seen.told(/error\[cargo\/failed\]/, before)
  const broken = seen.out().length
  await seen.heard(/^two lives$/m, broken)

  writeFileSync(main, source('three'))
  await seen.heard(/^three lives$/m)
  seen.interrupt()
  assert.equal(await seen.ended, 130)
  assert.equal(living(), 0)
})

test('a program that ended by itself is told, and a change starts it anew; new files count', async () => {
  const main = join(project.path, 'src', 'main.rs')
  writeFileSync(main, source('four'))
  const seen = watch([])
  await seen.told(/The program ended with 0: waiting for a change/)
  const before = seen.err().length
  writeFileSync(
    join(project.path, 'build.rs'),
    'fn main() { println!("cargo:rerun-if-changed=x") }\n',
  )
  await seen.told(/Changed: .*build\.rs/, before)
  await seen.told(/The program ended with 0/, before)
  assert.equal(seen.out(), 'four \nfour \n')
  seen.interrupt()
  assert.equal(await seen.ended, 130)
})

test('[run] files: the program finds them, a change of one starts it anew', async () => {
  const main = join(project.path, 'src', 'main.rs')
  const data = join(project.path, 'target', 'data')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(project.path, 'ferry.toml'), '[run]\nfiles = ["target/data"]\n')
  writeFileSync(join(data, 'word.txt'), 'five')
  writeFileSync(
    main,
    'fn main() { println!("{:?}", std::fs::read_to_string("target/data/word.txt").ok()) }\n',
  )
  const seen = watch([])
  await seen.told(/The program ended with 0/)
  assert.equal(seen.out(), 'Some("five")\n', seen.err())
  const before = seen.err().length
  writeFileSync(join(data, 'word.txt'), 'six')
  await seen.told(/Changed: .*word\.txt/, before)
  await seen.told(/The program ended with 0/, before)
  assert.equal(seen.out(), 'Some("five")\nSome("six")\n')
  seen.interrupt()
  assert.equal(await seen.ended, 130)
})

test('JSON: one document when the watch ends, or the story and then it', async () => {
  for (const format of ['json', 'jsonl']) {
    const seen = watch(['--format', format])
    if (format === 'json') await seen.told(/The program ended with 0/)
    else await seen.heard(/The program ended with 0/)
    seen.interrupt()
    assert.equal(await seen.ended, 130)
    if (format === 'jsonl') assert.ok(checkJsonLines(seen.out(), 'watch') > 0)
    else {
      const { board, starts, builds } = checkJsonAnswer(seen.out(), 'watch')
      assert.deepEqual([board, starts, builds], [BOARD, 1, 1])
    }
  }
})
