import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** Each is answered by its own problem: exit code, code, and a last line to type. */
const empty = makeFolder({})
const crate = makeFolder({
  'Cargo.toml': '[package]\nname = "hello"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/main.rs': 'fn main() { println!("hello") }\n',
})
const broken = makeFolder({
  'Cargo.toml': '[package]\nname = "broken"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/main.rs': 'fn main() { nonsense }\n',
  'ferry.toml': '',
})
const badConfig = makeFolder({ 'ferry.toml': '[board.pi]\ndestinaton = "pi@pi"\n' })
after(() => {
  for (const folder of [empty, crate, broken, badConfig]) folder.remove()
})
const on = ['--on', 'virtual:pi-4']

const cases: readonly (readonly [
  name: string,
  words: readonly string[],
  cwd: string,
  exit: number,
  code: string,
  env?: Record<string, string>,
])[] = [
  ['no Cargo.toml', ['run', ...on], empty.path, 2, 'cargo/no-manifest'],
  ['a port where nobody listens', ['probe', 'ssh://pi@127.0.0.9:9'], empty.path, 4, 'ssh/refused'],
  [
    'a name that does not resolve',
    ['probe', 'nobody.invalid'],
    empty.path,
    4,
    'ssh/name-not-found',
  ],
  [
    'an unknown target',
    ['run', ...on, '--target', 'armv6-unknown-linux-gnueabihf'],
    crate.path,
    2,
    'target/unknown',
  ],
  [
    'a crate that does not exist',
    ['install', 'no-such-crate-of-ferry', ...on],
    empty.path,
    5,
    'cargo/crate-not-found',
  ],
  [
    'a recording, where a board is needed',
    ['run', '--on', 'facts:pi.json'],
    crate.path,
    2,
    'board/recorded',
  ],
  [
    'a program that is not there',
    ['run', ...on, '--bin', 'nope'],
    crate.path,
    2,
    'cargo/no-binary',
  ],
  ['an unknown virtual board', ['probe', 'virtual:pi-400'], empty.path, 2, 'virtual/unknown-board'],
  [
    'facts that are not there',
    ['build', '--on', 'facts:none.json'],
    crate.path,
    2,
    'board/bad-facts',
  ],
  ['a program that does not compile', ['run', ...on], broken.path, 5, 'cargo/failed'],
  ['a mistake in ferry.toml', ['boards'], badConfig.path, 2, 'config/invalid'],
  [
    'an option as a destination',
    ['probe', '--', '-oProxyCommand=touch owned'],
    empty.path,
    2,
    'ssh/bad-destination',
  ],
  [
    'no mirror to be reached',
    ['virtual', 'start', 'pi-2'],
    empty.path,
    3,
    'host/no-network',
    { FERRY_DEBIAN_MIRROR: 'http://127.0.0.9:9/debian', XDG_CACHE_HOME: `${empty.path}/cache` },
  ],
]

for (const [name, words, cwd, exit, code, env] of cases) {
  test(name, () => {
    const ended = ferry(words, { cwd, ...(env ? { env } : {}) })
    assert.match(ended.err, new RegExp(`^error\\[${code}\\]: `, 'm'), ended.err)
    assert.equal(ended.code, exit)
    assert.match(ended.err, /\n {2}fix: /)
    assert.equal(ended.out.toString(), '')
  })
}

test('a problem is a document in JSON', () => {
  const ended = ferry(['probe', 'nobody.invalid', '--format', 'json'], { cwd: empty.path })
  const document = JSON.parse(ended.out.toString()) as Record<string, unknown>
  assert.equal(document['schema'], 'ferry.problem/1')
  assert.equal(document['code'], 'ssh/name-not-found')
})
