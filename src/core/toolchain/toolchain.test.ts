import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { AR_HEADER, readArMember } from '../packages/ar-member.ts'
import { formatArchive } from '../packages/format-archive.ts'
import { findSourceFiles } from '../packages/source-index.ts'
import {
  debianArchitectureOf,
  isToolchainFile,
  placeToolchainFile,
  sourceVersion,
  upstreamVersion,
} from './debian-rust.ts'
import { chooseMuslSources, formatAllTypes, formatSyscalls } from './musl-sources.ts'
import { muslPartsOf } from './musl-target.ts'
import { parsePackageToolchain } from './package-toolchain.ts'
import { parseMissingToolchain, pinnedToolchain, suitsPin } from './pinned-toolchain.ts'
import { parseRustcVersion } from './rustc-version.ts'

test('rustc -vV', () => {
  const text =
    'rustc 1.97.1 (x)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.97.1\nLLVM version: 22.1.8\n'
  assert.deepEqual(parseRustcVersion(text), {
    release: '1.97.1',
    host: 'x86_64-unknown-linux-gnu',
    llvm: '22.1.8',
  })
  assert.equal(parseRustcVersion('error: no'), undefined)
})

test('pins', () => {
  const check = (name: string, because: string, expected: string | undefined): void =>
    assert.equal(pinnedToolchain(name, because), expected)
  check('1.80-x86_64-unknown-linux-gnu', 'default', undefined)
  check('1.80-x86_64-unknown-linux-gnu', "overridden by '/p/rust-toolchain.toml'", '1.80')
  check('stable-x86_64-unknown-linux-gnu', 'environment override by RUSTUP_TOOLCHAIN', undefined)
  check('nightly-2026-01-01-aarch64-apple-darwin', 'x', 'nightly-2026-01-01')
  check('mine', 'x', 'mine')
  assert.ok(
    suitsPin('1.97.1', undefined) && suitsPin('1.97.1', '1.97') && suitsPin('1.97.1', '1.97.1'),
  )
  assert.ok(
    !suitsPin('1.97.1', '1.9') && !suitsPin('1.97.1', '1.97.0') && !suitsPin('1.97.1', 'nightly'),
  )
  assert.equal(
    parseMissingToolchain(["error: toolchain '1.80-x' is not installed", 'help']),
    '1.80-x',
  )
  assert.equal(parseMissingToolchain(['other']), undefined)
})

test('versions and architectures of Debian', () => {
  assert.equal(sourceVersion('1.96.0+dfsg1-1~deb13u1+b1'), '1.96.0+dfsg1-1~deb13u1')
  assert.equal(upstreamVersion('1.85.1+dfsg1-1+deb13u1'), '1.85.1')
  assert.equal(debianArchitectureOf('armv7-unknown-linux-gnueabihf'), 'armhf')
  assert.equal(debianArchitectureOf('arm-unknown-linux-gnueabihf'), undefined)
})

test('files of a toolchain', () => {
  const check = (path: string, expected: boolean): void =>
    assert.equal(isToolchainFile(placeToolchainFile(path)), expected, path)
  check('usr/bin/rustc', true)
  check('usr/bin/clang', false)
  check('lib/x86_64-linux-gnu/libc.so.6', true)
  check('usr/lib/x86_64-linux-gnu/gconv/UTF-16.so', false)
  check('usr/lib/rustlib/x/lib/libstd-1.rlib', true)
  check('usr/lib/llvm-22/bin/lld', true)
  check('usr/share/doc/rustc/copyright', false)
})

test('stamps: whole and of this place, or none', () => {
  const stamp = {
    schema: 'ferry.toolchain/1',
    root: '/r',
    suite: 'sid',
    version: '1',
    release: '1',
    host: 'h',
    llvm: '22',
    parts: [],
  }
  assert.ok(parsePackageToolchain(JSON.stringify(stamp), '/r'))
  assert.equal(parsePackageToolchain(JSON.stringify(stamp), '/moved'), undefined)
  assert.equal(parsePackageToolchain('{"schema":', '/r'), undefined)
  fc.assert(fc.property(fc.json(), (text) => void parsePackageToolchain(text, '/r')))
})

test('musl: a machine’s own files take the place of general ones', () => {
  const paths = [
    'src/string/memcpy.c',
    'src/string/arm/memcpy.S',
    'src/string/arm/x.h',
    'src/string/x86_64/memcpy.s',
    'src/malloc/mallocng/free.c',
    'src/malloc/oldmalloc/malloc.c',
    'src/malloc/free.c',
    'compat/time32/stat.c',
    'ldso/dlstart.c',
    'crt/crt1.c',
  ]
  const sources = chooseMuslSources(paths, 'arm', { time32: true })
  assert.deepEqual(
    sources.map(({ source }) => source),
    [
      'compat/time32/stat.c',
      'src/malloc/free.c',
      'src/malloc/mallocng/free.c',
      'src/string/arm/memcpy.S',
    ],
  )
  assert.equal(new Set(sources.map(({ object }) => object)).size, sources.length)
  const types = formatAllTypes(
    'TYPEDEF unsigned size_t;',
    'STRUCT iovec { void *b; };\n#define X 1',
  )
  assert.match(
    types,
    /#if defined\(__NEED_size_t\) && !defined\(__DEFINED_size_t\)\ntypedef unsigned size_t;/,
  )
  assert.match(types, /__NEED_struct_iovec[^\n]*\nstruct iovec { void \*b; };/)
  assert.match(types, /#define X 1/)
  assert.match(formatSyscalls('#define __NR_read 3\n'), /__NR_read 3\n[^]*#define SYS_read 3/)
  assert.ok(
    muslPartsOf('arm-unknown-linux-musleabihf')?.clang &&
      !muslPartsOf('aarch64-unknown-linux-musl')?.clang,
  )
})

test('an archive gives back its members', () => {
  const member = fc.record({
    name: fc.stringMatching(/^[a-z_]{1,30}\.o$/),
    data: fc.uint8Array({ maxLength: 40 }),
  })
  fc.assert(
    fc.property(fc.array(member, { maxLength: 8 }), (members) => {
      assert.deepEqual(
        readArchive(formatArchive(members)),
        members.map(({ name, data }) => ({ name, data: [...data] })),
      )
    }),
  )
})

function readArchive(bytes: Uint8Array): readonly { name: string; data: number[] }[] {
  const found: { name: string; data: number[] }[] = []
  let table = ''
  for (let at = 8; at < bytes.length;) {
    const header = readArMember(bytes.subarray(at, at + AR_HEADER))
    assert.ok(header)
    const data = bytes.subarray(at + AR_HEADER, at + AR_HEADER + header.size)
    const raw = String.fromCharCode(...bytes.subarray(at, at + 16)).trim()
    if (raw === '//') table = String.fromCharCode(...data)
    else {
      const offset = /^\/(\d+)$/.exec(raw)?.[1]
      const name =
        offset === undefined ? raw.replace(/\/$/, '') : table.slice(Number(offset)).split('/\n')[0]
      found.push({ name: name ?? '', data: [...data] })
    }
    at += AR_HEADER + header.size + (header.size % 2)
  }
  return found
}

test('files of a source package', () => {
  const hash = 'b'.repeat(64)
  const text = `Package: muslx\nDirectory: no\n\nPackage: musl\nDirectory: pool/m/musl\nChecksums-Sha256:\n ${hash} 12 musl_1.orig.tar.gz\n ${hash} 3 ../evil\nFiles:\n x\n\nPackage: z\n`
  assert.deepEqual(findSourceFiles(text, 'musl'), [
    { name: 'musl_1.orig.tar.gz', path: 'pool/m/musl/musl_1.orig.tar.gz', sha256: hash, size: 12 },
  ])
  assert.deepEqual(findSourceFiles(text, 'mus'), [])
})

test('of several versions of a source the newest is taken, and none that is there for other packages alone', () => {
  const stanza = (version: string, more: string): string =>
    `Package: glibc\nVersion: ${version}\n${more}Directory: pool/g\nChecksums-Sha256:\n ${'a'.repeat(64)} 1 glibc_${version}.dsc\n\n`
  const text =
    stanza('2.36-8', '') +
    stanza('2.36-9+deb12u10', '') +
    stanza('2.99', 'Extra-Source-Only: yes\n')
  assert.deepEqual(
    findSourceFiles(text, 'glibc').map(({ name }) => name),
    ['glibc_2.36-9+deb12u10.dsc'],
  )
})
