import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

const NOWHERE = 'none'

const project = makeFolder({
  'Cargo.toml': '[package]\nname = "fleet"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/main.rs': `fn main() {
    println!("hello from {}", std::env::consts::ARCH);
    eprintln!("and a word beside");
    if std::env::consts::ARCH == "arm" { std::process::exit(3) }
}
`,
  'ferry.toml': `[board.four]
destination = "virtual:pi-4"
[board.two]
destination = "virtual:pi-2"
[board.three]
destination = "virtual:pi-3-64"
[board.none]
destination = "nowhere.invalid"
[group]
mixed = ["four", "two", "none"]
good = ["four", "three"]
`,
})
after(project.remove)
const cwd = project.path

test('several boards: one that cannot be reached and one whose program fails do not hide the others', () => {
  const ended = ferry(['run', '--on', 'mixed'], { cwd })
  assert.equal(ended.code, 3, ended.err)
  assert.deepEqual(String(ended.out).trimEnd().split('\n').toSorted(), [
    'four | hello from aarch64',
    'two | hello from arm',
  ])
  assert.match(ended.err, /^two +\| and a word beside$/m)
  assert.match(ended.err, /^none +\| error\[ssh\/name-not-found\]/m)
  assert.match(ended.err, /^four +done /m)
  assert.match(ended.err, /^two +exit 3 /m)
  assert.match(ended.err, /^none +exit 4 /m)
  assert.match(ended.err, /^1 of 3 boards: done\nfailed: two \(exit 3\), none \(exit 4\)$/m)
  assert.match(ended.err, /^again: ferry run --retry-failed$/m)
})

test('--retry-failed: the boards alone that failed; a run without failure forgets them', () => {
  const again = ferry(['run', '--retry-failed'], { cwd })
  assert.equal(again.code, 3, again.err)
  assert.equal(String(again.out), 'two | hello from arm\n')
  assert.match(again.err, /^0 of 2 boards: done$/m)
  const good = ferry(['run', '--on', 'good', '--at-once', '1'], { cwd })
  assert.equal(good.code, 0, good.err)
  assert.equal(ferry(['run', '--retry-failed'], { cwd }).code, 2)
})

test('one build for all boards that it suits; another libc has a build of its own, kept apart', () => {
  ferry(['virtual', 'start', 'old', '--as', 'pi-4', '--release', 'bullseye'])
  const events = join(cwd, 'events')
  const on = ['four', 'three', 'virtual:old', 'virtual:pi-4'].flatMap((name) => ['--on', name])
  for (const run of ['first', 'second']) {
    rmSync(events, { force: true })
    const ended = ferry(['run', ...on, '--events', events], { cwd })
    assert.equal(ended.code, 0, ended.err)
    const told = readFileSync(events, 'utf8').trimEnd().split('\n')
    const builds = told
      .map((line) => JSON.parse(line) as { kind: string; file?: string; args?: string[] })
      .filter(
        ({ kind, file, args }) => kind === 'command' && file === 'cargo' && args?.[0] === 'build',
      )
    assert.equal(builds.length, 2, run)
    const folders = builds.map(({ args }) => args?.[args.indexOf('--target-dir') + 1] ?? '')
    assert.equal(
      folders.filter((folder) => /[/]target[/]ferry[/][0-9a-f]{12}$/.test(folder)).length,
      1,
    )
    if (run === 'second') assert.doesNotMatch(ended.err, /Compiling/)
  }
})

test('a build that fails is told once, and fails each board', () => {
  const bad = makeFolder({
    'Cargo.toml': '[package]\nname = "bad"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/main.rs': 'fn main() { nothing() }\n',
  })
  const on = ['virtual:pi-4', 'virtual:pi-3-64'].flatMap((name) => ['--on', name])
  const ended = ferry(['run', ...on], { cwd: bad.path })
  bad.remove()
  assert.equal(ended.code, 5, ended.err)
  assert.equal(ended.err.match(/cannot find function/g)?.length, 1)
  assert.equal(ended.err.match(/error\[cargo\/failed\]/g)?.length, 1)
  assert.match(ended.err, /^0 of 2 boards: done$/m)
})

test('JSON: one document, a problem where a board was not reached', () => {
  const ended = ferry(['run', '--on', NOWHERE, '--on', 'four', '--format', 'json'], { cwd })
  assert.equal(ended.code, 4, ended.err)
  const answer = JSON.parse(String(ended.out)) as {
    board: string
    ran: boolean
    problem: { code: string }
    more: { board: string; ran: boolean; stdout: string }[]
  }
  assert.deepEqual(
    [answer.board, answer.ran, answer.problem.code],
    [NOWHERE, false, 'ssh/name-not-found'],
  )
  assert.deepEqual(
    answer.more.map(({ board, ran, stdout }) => [board, ran, stdout]),
    [['four', true, 'hello from aarch64\n']],
  )
})

test('ship: each board gets it; the one that is not there is told', () => {
  const words = ['ship', 'ferry.toml', '--on', 'mixed']
  const ended = ferry([...words, '--format', 'json'], { cwd })
  assert.equal(ended.code, 4, ended.err)
  const answer = JSON.parse(String(ended.out)) as {
    shipped: { board: string }[]
    failed: { board: string }[]
  }
  assert.deepEqual(answer.shipped.map(({ board }) => board).toSorted(), ['four', 'two'])
  assert.deepEqual(
    answer.failed.map(({ board }) => board),
    [NOWHERE],
  )
})

test('--at-once takes a number', () => {
  assert.equal(ferry(['run', '--on', 'good', '--at-once', 'many'], { cwd }).code, 2)
})
