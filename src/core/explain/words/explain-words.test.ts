import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { RUST_TARGETS } from '../../knowledge/rust-targets.ts'
import { meanTarget } from '../../target/mean-target.ts'
import { explainWords } from './explain-words.ts'

const check = (text: string, ...expected: readonly string[]): void =>
  assert.deepEqual(
    explainWords(text).map(({ word }) => word),
    expected,
    text,
  )

test('variables, with and without value, prompt and export', () => {
  check('RUST_TARGET', 'RUST_TARGET')
  check('export RUST_TARGET=armv7-unknown-linux-gnueabihf', 'RUST_TARGET')
  check('$CARGO_BUILD_TARGET', 'CARGO_BUILD_TARGET')
  check('CC=arm-linux-gnueabihf-gcc', 'CC')
  check('CC_armv7_unknown_linux_gnueabihf', 'CC_armv7_unknown_linux_gnueabihf')
  check('TARGET_CC', 'TARGET_CC')
  check('CARGO_TARGET_DIR=/tmp/x', 'CARGO_TARGET_DIR')
  check(
    'CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=x',
    'CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER',
  )
})

test('pieces of names, settings, tools', () => {
  for (const text of ['hf', 'gnueabihf', 'hard float', 'hard-float']) check(text, 'hf')
  check('gnueabi', 'gnueabi')
  check('musl', 'musl')
  check('static', 'crt-static')
  check('linker = "arm-linux-gnueabihf-gcc"', 'linker = …')
  check('[target.armv7-unknown-linux-gnueabihf]', '[target.…]')
  check('debug = true', 'debug = true')
  check('-C target-cpu=cortex-a72', 'target-cpu')
  check('strip', 'strip')
  check('arm-linux-gnueabihf-strip app', 'strip')
  check('pi@192.168.1.42', 'pi@192.168.1.42')
  check('gdb-multiarch target/app', 'gdb and gdbserver')
  check('qemu-arm -L /usr/arm-linux-gnueabihf ./app', 'qemu-user')
  check('sudo apt install gcc-arm-linux-gnueabihf', 'gcc-arm-linux-gnueabihf')
  check('apt-get install -y gcc-aarch64-linux-gnu libc6-dev', 'gcc-aarch64-linux-gnu')
})

test('command lines, part by part', () => {
  check('cargo build', 'cargo build')
  check('cargo +nightly build -Zbuild-std --target x', 'cargo build', '-Zbuild-std')
  check(
    'CC=arm-linux-gnueabihf-gcc cargo build --release --target armv7-unknown-linux-gnueabihf',
    'CC',
    'cargo build',
    'release',
  )
  check(
    'rustup target add arm-unknown-linux-gnueabihf && cargo build --release',
    'rustup target add',
    'cargo build',
    'release',
  )
  check('scp target/release/app pi@pi:/home/pi/ # copies it', 'scp')
  check('cargo build && make flash')
  check('build')
  check('test')
})

test('a target in it is found, wherever it stands', () => {
  const named = (text: string): (string | undefined)[] =>
    explainWords(text).map(({ target }) => target)
  assert.deepEqual(named('cargo build --target=a-b-c --release'), ['a-b-c', undefined])
  assert.deepEqual(named('cargo build --release --bin x --target a-b-c'), ['a-b-c', undefined])
  assert.deepEqual(named('cross build --target a-b-c'), ['a-b-c'])
  assert.deepEqual(named('rustup target add a-b-c d-e-f'), ['a-b-c'])
  assert.deepEqual(named('CARGO_TARGET_<TARGET>_LINKER'), [undefined])
})

test('names of targets stay names of targets', () => {
  const names = new Set(RUST_TARGETS.split('\n').map((row) => row.split('\t')[0] ?? ''))
  const others = [
    'armhf',
    'armel',
    'arm64',
    'linux/arm/v6',
    'armv7l',
    'arm',
    'aarch64',
    'GOARCH=arm GOARM=6',
  ]
  for (const name of [...names, ...others]) check(name)
  // What the glossary takes was no target's name before: nothing is lost by asking it first.
  for (const text of ['hf', 'musl', 'gnueabihf', 'CC', 'static', 'linker', 'std', 'strip', 'gdb'])
    assert.equal(meanTarget(text, names), undefined, text)
})

test('every meaning is whole: sentences, sources', () => {
  const asked = [
    'CC',
    'hf',
    'musl',
    'linker',
    'std',
    'release',
    'cargo build',
    'scp',
    'a@b',
    'gdb',
    'crt1.o',
    'time64',
  ]
  for (const text of asked)
    for (const { title, means, sources } of explainWords(text)) {
      for (const sentence of [title, ...means]) assert.match(sentence, /[.)…]$/, sentence)
      assert.ok(means.length > 0 && sources.length > 0, text)
    }
})

test('any text: no exception, soon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void explainWords(text)),
  )
  const parts = [
    'cargo ',
    'build ',
    '--target ',
    'CC=',
    'x ',
    '&& ',
    '; ',
    '"',
    "'",
    '=',
    'strip ',
    '# ',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 120 }), (list) => {
      const before = process.cpuUsage()
      explainWords(list.join(''))
      assert.ok(process.cpuUsage(before).user < 1_000_000)
    }),
    { numRuns: 50 },
  )
})
