import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Sysroot } from '../sysroot.ts'
import { explainFailure } from './explain-failure.ts'

const glibc: BoardFacts = { schema: 'ferry.board/1', libc: { kind: 'glibc', version: '2.36' } }
const release = {
  origin: 'Debian',
  suite: 'bookworm',
  architecture: 'arm64',
  own: true,
  why: '',
} as const
const sysroot = (...packages: readonly string[]): Sysroot => ({
  path: '/s',
  why: '',
  release,
  gccFolder: 'g',
  libraryFolders: [],
  libc: '1',
  packages,
})

/** What is said of a failed `cargo build` that printed this; the release has every package. */
async function check(
  said: string,
  packages: readonly string[],
  why: RegExp,
  fix: RegExp,
  more: Partial<Parameters<typeof explainFailure>[1]> = {},
): Promise<void> {
  const world = {
    host: { uid: 0, platform: 'linux' },
    processes: {
      which: (name: string) => Promise.resolve(name === 'apt-get' ? '/usr/bin/apt-get' : undefined),
    },
    packages: {
      find: ({ names }: { readonly names: readonly string[] }) =>
        Promise.resolve(names.map((name) => ({ name }))),
    },
  } as unknown as Parameters<typeof explainFailure>[0]
  const { problem } = await explainFailure(world, {
    command: ['build'],
    ending: { kind: 'exit', code: 101 },
    said,
    shown: true,
    board: glibc,
    kept: [],
    sysroot: sysroot(...packages),
    ...more,
  })
  assert.match(problem.why ?? '', why)
  assert.match([problem.fix?.text, ...(problem.fix?.command ?? [])].join(' '), fix)
}

const noOpenssl = 'The system library `openssl` required by crate `openssl-sys` was not found.'

test('a library that is missing is named with its package', async () => {
  await check(noOpenssl, ['libc6=2'], /openssl-sys needs it/, /packages = \["libssl-dev"\]/)
})

test('no package of Debian is named for musl: they are all built for glibc', async () => {
  const why = /libssl-dev.*built for glibc.*static.*musl/
  await check(noOpenssl, ['musl-dev=1'], why, /vendored.*2\.36.*without --target.* ferry build/)
  await check('rust-lld: error: unable to find library -lasound', ['musl-dev=1'], /glibc/, /2\.36/)
})

test('a package that is there already is not named again', async () => {
  const packages = ['libc6=2', 'libssl-dev=3.0']
  await check(noOpenssl, packages, /libssl-dev is in the sysroot/, /see what is set.*ferry env/)
})

test('C++ without its library is explained', async () => {
  const said = "x.cc:1:10: fatal error: 'memory' file not found"
  await check(said, ['musl-dev=1'], /with clang, which is not here/, /apt-get install -y clang/)
  const noLibcxx = 'no network'
  await check(said, ['musl-dev=1'], /not be made: no network/, /without --target/, { noLibcxx })
  await check('ld.lld: error: unable to find library -lc++', ['musl-dev=1'], /libc\+\+/, /clang/)
  await check(said, ['libc6=2'], /no C\+\+ library/, /^$/)
})

test('the feature of a crate that mends it is named by a command', async () => {
  const features = (
    crate: string,
  ): ReturnType<NonNullable<Parameters<typeof explainFailure>[1]['features']>> =>
    Promise.resolve({
      name: crate.replace('_', '-'),
      version: '4.10.0+2.12.1',
      features: ['bindgen', 'cmake-build', 'vendored'],
    })
  const add = (crate: string, feature: string): RegExp =>
    new RegExp(`cargo add ${crate}@4\\.10\\.0 --features ${feature}$`)
  await check(noOpenssl, ['musl-dev=1'], /static, of musl/, add('openssl-sys', 'vendored'), {
    features,
  })
  await check(noOpenssl, ['libc6=2'], /openssl-sys/, /packages = \["libssl-dev"\]/, { features })
  const bindings =
    "couldn't read `/r/rquickjs-sys-0.9.0/src/bindings/riscv64gc-unknown-linux-gnu.rs`"
  await check(bindings, ['libc6=2'], /no bindings/, add('rquickjs-sys', 'bindgen'), { features })
  const wrong =
    'rust-lld: error: /t/debug/deps/librdkafka_sys-d6257bd32a130e78.rlib(rdkafka.o) is incompatible with elf64-littleaarch64'
  await check(
    wrong,
    ['libc6=2'],
    /rdkafka_sys compiled its C code for this machine/,
    add('rdkafka-sys', 'cmake-build'),
    { features },
  )
  await check(wrong, ['libc6=2'], /rdkafka_sys/, /another way/)
})

test('a library by pkg-config, where a static program has no sysroot', async () => {
  const said =
    'error: failed to run custom build command for `libdbus-sys v0.2.7`\n  pkg_config failed: pkg-config has not been configured to support cross-compilation.'
  const command = ['build', '--target', 'aarch64-unknown-linux-musl']
  const features = (): Promise<{ name: string; version: string; features: readonly string[] }> =>
    Promise.resolve({ name: 'libdbus-sys', version: '0.2.7', features: ['vendored'] })
  const none = { command }
  await check(
    said,
    [],
    /libdbus-sys asks.*static, of musl/,
    /cargo add libdbus-sys@0\.2\.7 --features vendored$/,
    { ...none, features },
  )
  await check(said, [], /built for glibc/, /often called vendored.*without --target/, none)
  await check(said, [], /told of no sysroot/, /ferry env/)
})
