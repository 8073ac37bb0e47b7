import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** What a workflow's step sees: annotations on stderr, a table in the summary, and stdout as it always is. */
const root = resolve(import.meta.dirname, '..', '..')
const facts = `facts:${join(root, 'test/boards/pi-zero-w-raspbian.json')}`
const project = makeFolder({
  'board/Cargo.toml': '[package]\nname = "annotated"\nversion = "0.1.0"\nedition = "2021"\n',
  'board/src/main.rs': `fn main() { std::process::exit(3) }
#[test]
fn fails() {
    assert_eq!(1, 2, "one, two: 100%")
}
`,
  'bad/ferry.toml': '[board.pi]\ndestination = "pi@x"\ntraget = "y"\n',
})
after(project.remove)
const board = join(project.path, 'board')
const env = {
  GITHUB_ACTIONS: 'true',
  GITHUB_WORKSPACE: project.path,
  GITHUB_STEP_SUMMARY: join(project.path, 'summary'),
}

const annotations = (err: string): readonly string[] =>
  err.split('\n').filter((line) => line.startsWith('::'))

test('a verdict: the file, the code, the reason and what to type; stdout stays the answer', () => {
  const file = join(root, 'test/fixtures/elf/built/x86-64-static')
  const words = ['verify', file, '--on', facts, '--format', 'json']
  const ended = ferry(words, { cwd: board, env: { ...env, GITHUB_WORKSPACE: root } })
  assert.equal(ended.code, 1)
  assert.deepEqual(ended.out, ferry(words, { cwd: board }).out)
  const [first = '', ...more] = annotations(ended.err)
  assert.deepEqual(more, [])
  assert.match(
    first,
    /^::error file=test\/fixtures\/elf\/built\/x86-64-static,title=elf\/wrong-machine on facts%3A[^:,]*::[^:]+.*%0Afix: /,
  )
  assert.deepEqual(annotations(ferry(words, { cwd: board }).err), [], 'only there')
})

test('ferry.toml: file, line and column', () => {
  const ended = ferry(['boards'], { cwd: join(project.path, 'bad'), env })
  assert.equal(ended.code, 2)
  assert.deepEqual(annotations(ended.err), [
    '::error file=bad/ferry.toml,line=3,col=1,title=config/invalid::there is no key "traget"; "target" was meant?',
  ])
})

test('a test that fails: where it panicked; output is what cargo prints', () => {
  const ended = ferry(['test', '--on', 'virtual:pi-4'], { cwd: board, env })
  assert.equal(ended.code, 1, ended.err)
  assert.match(String(ended.out), /test fails \.\.\. FAILED/)
  const [first = ''] = annotations(ended.err)
  assert.match(
    first,
    /^::error file=board\/src\/main\.rs,line=4,col=5,title=fails failed on virtual%3Api-4::.*%0Aassertion `left == right` failed: one, two: 100%25%0A {2}left: 1%0A right: 2$/,
  )
})

test('several boards: a problem names its board, the summary has a row for each', () => {
  const on = ['--on', 'virtual:pi-4', '--on', 'nowhere.invalid']
  const ended = ferry(['test', ...on], { cwd: board, env })
  assert.equal(ended.code, 1)
  const titles = annotations(ended.err).map((line) => /title=([^:,]*)/.exec(line)?.[1])
  assert.deepEqual(
    titles.map(String).toSorted((a, b) => a.localeCompare(b)),
    ['fails failed on virtual%3Api-4', 'ssh/name-not-found on nowhere.invalid'],
  )
  const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8').split('\n')
  assert.equal(summary[0], '### ferry test: 0 of 2 boards done')
  assert.match(summary[4] ?? '', /^\| virtual&#58;pi&#45;4 \| exit 1 \| .* \| {2}\|$/)
  assert.match(summary[5] ?? '', /^\| nowhere\.invalid \| exit 4 \| .* \| no host is called /)
})
