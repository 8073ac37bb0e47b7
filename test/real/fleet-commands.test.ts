import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import { checkJsonAnswer, checkJsonLines } from '../fakes/json-answer.ts'
import { ferry, makeFolder } from './ferry.ts'

/** build, verify, probe, doctor, test and bench for several boards: a fleet of which one cannot be reached. */
const project = makeFolder({
  'Cargo.toml':
    '[package]\nname = "fleet"\nversion = "0.1.0"\nedition = "2021"\n[[bench]]\nname = "one"\nharness = false\n',
  'src/main.rs': `fn main() { println!("{}", std::env::consts::ARCH) }
#[test]
fn sixty_four() { assert_ne!(std::env::consts::ARCH, "arm") }
#[test]
fn always() {}
`,
  'benches/one.rs': 'fn main() { println!("measured on {}", std::env::consts::ARCH) }\n',
  'ferry.toml': `[board.four]
destination = "virtual:pi-4"
[board.three]
destination = "virtual:pi-3-64"
[board.two]
destination = "virtual:pi-2"
[board.none]
destination = "nowhere.invalid"
[board.noted]
destination = "facts:pi-zero.json"
[group]
good = ["four", "three", "two"]
mixed = ["none", "two", "four"]
`,
})
after(project.remove)
const cwd = project.path
const root = resolve(import.meta.dirname, '..', '..')
copyFileSync(join(root, 'test/boards/pi-zero-w-raspbian.json'), join(cwd, 'pi-zero.json'))
const benches = ['--bench', 'one']

type Answer = Readonly<Record<string, unknown>> & {
  readonly more?: readonly Answer[]
  readonly failed?: readonly { readonly board: string; readonly problem: { code: string } }[]
}

function answer(words: readonly string[], name: string, code: number): Answer {
  const ended = ferry([...words, '--format', 'json'], { cwd })
  assert.equal(ended.code, code, `${ended.err}\n${ended.out.toString()}`)
  return checkJsonAnswer(ended.out.toString(), name) as Answer
}

const failedOf = ({ failed = [] }: Answer): readonly (readonly [string, string])[] =>
  failed.map(({ board, problem }) => [board, problem.code])
const NONE = [['none', 'ssh/name-not-found']]

test('build: one cargo for the boards that it suits, in parallel; an unreachable one hides no other', () => {
  const events = join(cwd, 'events')
  const words = ['build', '--on', 'good', '--on', 'none', '--events', events]
  const built = answer(words, 'build', 4)
  const programs = built['programs'] as readonly { board: string; path: string; target: string }[]
  assert.deepEqual(
    programs.map(({ board }) => board),
    ['four', 'three', 'two'],
  )
  assert.equal(programs[0]?.path, programs[1]?.path, 'the same build')
  assert.equal(new Set(programs.map(({ path }) => path)).size, 2)
  assert.deepEqual(failedOf(built), NONE)
  const results = built['results'] as readonly { board: string; verdict: string }[]
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    ['runs', 'runs', 'runs'],
  )
  const told = readFileSync(events, 'utf8').trimEnd().split('\n')
  const builds = told
    .map((line) => JSON.parse(line) as { kind: string; file?: string; args?: string[] })
    .filter(
      ({ kind, file, args }) => kind === 'command' && file === 'cargo' && args?.[0] === 'build',
    )
  assert.equal(builds.length, 2)
  rmSync(events)
})

test('build as text: a line a board, the verdict on all, and how to try again', () => {
  const ended = ferry(['build', '--on', 'mixed', '--bin', 'fleet'], { cwd })
  assert.equal(ended.code, 4, ended.err)
  assert.match(String(ended.out), /release\/fleet +\d.* kB +for two: runs\n.*for four: runs\n/)
  assert.match(ended.err, /^two +done /m)
  assert.match(ended.err, /^none +exit 4 /m)
  assert.match(ended.err, /^2 of 3 boards: done\nfailed: none \(exit 4\)$/m)
  assert.match(ended.err, /^again: ferry build --bin fleet --retry-failed$/m)
  const again = ferry(['build', '--bin', 'fleet', '--retry-failed'], { cwd })
  assert.equal(again.code, 4)
  assert.doesNotMatch(again.err, /^two /m)
  assert.match(again.err, /error\[ssh\/name-not-found\]/)
})

test('build: a failing cargo is told once and fails each', () => {
  const built = answer(['build', '--on', 'good', '--bin', 'nothing'], 'build', 5)
  assert.deepEqual(built['programs'], [])
  assert.deepEqual(
    failedOf(built).map(([board]) => board),
    ['four', 'three', 'two'],
  )
})

test('verify: a verdict a board', () => {
  const [program] = answer(['build', '--on', 'two'], 'build', 0)['programs'] as { path: string }[]
  const file = program?.path ?? ''
  const judged = answer(['verify', file, '--all', '--at-once', '3'], 'verify', 1)
  const results = judged['results'] as readonly { board: string; verdict: string }[]
  const verdicts = Object.fromEntries(results.map(({ board, verdict }) => [board, verdict]))
  assert.deepEqual(Object.keys(verdicts), ['four', 'three', 'two', 'noted'])
  assert.deepEqual([verdicts['two'], verdicts['noted']], ['runs', 'fails'])
  assert.deepEqual(failedOf(judged), NONE)
  const text = ferry(['verify', file, '--on', 'mixed'], { cwd })
  assert.match(text.err, /^none +\| error\[ssh\/name-not-found\]/m)
  assert.match(String(text.out), /runs on two/)
})

test('probe: the boards that answer in one document; none: the problem', () => {
  const probed = answer(['probe', '--on', 'mixed'], 'board', 4)
  assert.equal(probed['name'], 'two')
  assert.deepEqual(
    probed.more?.map(({ name }) => name),
    ['four'],
  )
  assert.deepEqual(failedOf(probed), NONE)
  const words = ['probe', 'virtual:pi-2', 'facts:pi-zero.json']
  assert.equal(answer(words, 'board', 0).more?.length, 1)
  answer(['probe', 'nowhere.invalid', 'ssh://pi@127.0.0.1:1'], 'problem', 4)
  const text = ferry(words, { cwd })
  assert.match(String(text.out), /^virtual:pi-2:\n[\s\S]*^facts:pi-zero.json:\n/m)
  const saved = ferry([...words, '--save', 'x'], { cwd })
  assert.equal(saved.code, 2)
  assert.match(saved.err, /x can be the name of one board alone/)
})

test('doctor: a report a board', () => {
  const report = answer(['doctor', '--on', 'good'], 'doctor', 0)
  assert.deepEqual(
    [report, ...(report.more ?? [])].map(({ board }) => board),
    ['four', 'three', 'two'],
  )
  const mixed = answer(['doctor', '--on', 'mixed'], 'doctor', 1)
  assert.deepEqual(
    [mixed, ...(mixed.more ?? [])].map(({ board, ok }) => [board, ok]),
    [
      ['none', false],
      ['two', true],
      ['four', true],
    ],
  )
  const again = answer(['doctor', '--retry-failed'], 'doctor', 1)
  assert.equal(again['board'], 'none')
})

test('test: JSON and JSON lines of several boards', () => {
  const tested = answer(['test', '--on', 'mixed'], 'test', 4)
  const all = [tested, ...(tested.more ?? [])]
  assert.deepEqual(
    all.map(({ board, passed, code }) => [board, passed, code]),
    [
      ['none', false, undefined],
      ['two', false, 1],
      ['four', true, 0],
    ],
  )
  assert.match(String(all[1]?.['stdout']), /test sixty_four \.\.\. FAILED/)
  assert.doesNotMatch(String(all[2]?.['stdout']), /FAILED/)
  const lines = ferry(['test', '--on', 'good', '--format', 'jsonl'], { cwd })
  assert.equal(lines.code, 1, lines.err)
  assert.ok(checkJsonLines(lines.out.toString(), 'test') > 0)
})

test('bench: the same', () => {
  const measured = answer(['bench', '--on', 'good', ...benches], 'bench', 0)
  assert.deepEqual(
    [measured, ...(measured.more ?? [])].map(({ board, stdout }) => [
      board,
      String(stdout).includes('measured on'),
    ]),
    [
      ['four', true],
      ['three', true],
      ['two', true],
    ],
  )
  const lines = ferry(['bench', '--on', 'mixed', ...benches, '--format', 'jsonl'], { cwd })
  assert.equal(lines.code, 4)
  assert.ok(checkJsonLines(lines.out.toString(), 'bench') > 0)
})
