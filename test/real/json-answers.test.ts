import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { checkJsonAnswer, checkJsonLines } from '../fakes/json-answer.ts'
import { ferry, makeFolder } from './ferry.ts'

/** What builds and runs, as a script calls it: stdout is one JSON document that fits its schema. */
const board = process.env['FERRY_TEST_BOARD'] ?? 'virtual:pi-2'
const manifest = '[package]\nname = "tide"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
const main = `fn main() {
    println!("{}", std::env::consts::ARCH);
    eprintln!("told");
    if std::env::args().nth(1).as_deref() == Some("abort") { std::process::abort() }
    std::process::exit(3)
}
#[test]
fn passes() {}
#[test]
fn fails() { assert_eq!(1, 2) }
`
const project = makeFolder({ 'Cargo.toml': manifest, 'src/main.rs': main })
after(() => {
  project.remove()
})

function answer(
  words: readonly string[],
  name: string,
  code: number,
): Readonly<Record<string, unknown>> {
  const at = words.indexOf('--')
  const front = at < 0 ? words : words.slice(0, at)
  const ended = ferry([...front, '--format', 'json', ...words.slice(front.length)], {
    cwd: project.path,
  })
  assert.equal(ended.code, code, `${ended.err}\n${ended.out.toString()}`)
  return checkJsonAnswer(ended.out.toString(), name)
}

test('build', () => {
  const { programs } = answer(['build', '--on', board], 'build', 0)
  assert.equal((programs as readonly unknown[]).length, 1)
})

test('run: its own code and output; a signal; two boards in one document', () => {
  const ran = answer(['run', '--on', board], 'run', 3)
  assert.deepEqual([ran['code'], ran['stdout'], ran['stderr']], [3, 'arm\n', 'told\n'])
  const died = answer(['run', '--on', board, '--', 'abort'], 'run', 134)
  assert.equal(died['code'], 134)
  const both = answer(['run', '--on', board, '--on', 'virtual:pi-4', '--', 'x'], 'run', 3)
  const more = both['more'] as readonly { readonly stdout: string }[]
  assert.deepEqual([both['stdout'], more[0]?.stdout], ['arm\n', 'aarch64\n'])
})

test('run that is refused', () => {
  const target = 'aarch64-unknown-linux-gnu'
  const { out, code } = ferry(['run', '--on', board, '--target', target, '--format', 'json'], {
    cwd: project.path,
  })
  assert.ok(code !== 0)
  const { schema } = JSON.parse(out.toString()) as { schema: string }
  checkJsonAnswer(out.toString(), schema.replace(/^ferry\.|\/1$/g, ''))
})

test('test: what failed is in the document', () => {
  const ended = answer(['test', '--on', board], 'test', 1)
  assert.equal(ended['passed'], false)
  assert.match(String(ended['stdout']), /test fails \.\.\. FAILED/)
})

test('ship, env, dry-run, doctor, init, virtual, boards, a failed build', () => {
  answer(['ship', 'Cargo.toml', 'ferry-json-answers/', '--on', board], 'ship', 0)
  answer(['env', '--on', board], 'env', 0)
  for (const words of [['run'], ['build'], ['ship', 'Cargo.toml'], ['install', '--path', '.']])
    answer([...words, '--on', board, '--dry-run'], 'dry-run', 0)
  answer(['init', '--on', board, '--dry-run'], 'init', 0)
  answer(['init', '--on', board], 'init', 0)
  answer(['init', '--undo'], 'init', 0)
  answer(['doctor'], 'doctor', 0)
  answer(['doctor', '--on', board], 'doctor', 0)
  answer(['virtual', 'start', board.replace('virtual:', '')], 'virtual', 0)
  answer(['virtual', 'list'], 'virtual', 0)
  answer(['boards'], 'boards', 0)
  answer(['target', '--on', board], 'target', 0)
  answer(['watch', '--on', board, '--dry-run'], 'dry-run', 0)
  answer(['ship', '/bin/true', '--on', board], 'ship', 1)
  answer(['build', '--on', board, '--bin', 'nothing'], 'problem', 5)
})

test('install', () => {
  answer(['install', '--path', '.', '--on', board, '--to', 'ferry-json-answers'], 'install', 0)
})

test('jsonl tells the story, and ends with the answer', () => {
  const { out } = ferry(['build', '--on', board, '--format', 'jsonl'], { cwd: project.path })
  assert.ok(checkJsonLines(out.toString(), 'build') > 0)
})
