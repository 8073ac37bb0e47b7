import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseAptSources } from './apt-sources.ts'
import { readArMember } from './ar-member.ts'
import { formatCompactIndex, readCompactIndex } from './compact-index.ts'
import { parseDependencies, suits } from './dependency.ts'
import { parsePackageIndex } from './package-index.ts'
import { parseRelease, readClearsigned } from './release-file.ts'
import { readSafePath } from './safe-path.ts'
import { parseStanzas } from './stanzas.ts'
import { readPaxRecords, readTarHeader } from './tar-header.ts'

const HASH = 'a'.repeat(64)

test('stanzas: continuations, comments, blank lines, CRLF', () => {
  const text = 'A: 1\r\nB:\r\n x\r\n\ty\r\n# no\r\n\r\n\nc: 2\n :odd\nno colon\n'
  assert.deepEqual(
    [...parseStanzas(text)].map((stanza) => [...stanza]),
    [
      [
        ['a', '1'],
        ['b', '\nx\ny'],
      ],
      [['c', '2\n:odd']],
    ],
  )
})

test('apt sources in both syntaxes', () => {
  const list = [
    '# deb http://no/ x main',
    'deb-src http://src/ x main',
    'deb [arch=amd64 signed-by=/k.gpg] http://m/debian trixie main contrib # tail',
    'deb http://m/flat ./',
  ].join('\n')
  assert.deepEqual(parseAptSources(list), [
    {
      uris: ['http://m/debian'],
      suites: ['trixie'],
      components: ['main', 'contrib'],
      signedBy: ['/k.gpg'],
    },
    { uris: ['http://m/flat'], suites: ['./'], components: [], signedBy: [] },
  ])
  const deb822 = [
    'Types: deb deb-src',
    'URIs: http://m/debian http://n/debian',
    'Suites: bookworm bookworm-updates',
    'Components: main',
    'Signed-By: /k.gpg',
    '',
    'Types: deb',
    'Enabled: no',
    'URIs: http://off/',
    'Suites: x',
    '',
    'Types: deb-src',
    'URIs: http://src/',
    'Suites: x',
  ].join('\n')
  assert.deepEqual(parseAptSources(deb822), [
    {
      uris: ['http://m/debian', 'http://n/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main'],
      signedBy: ['/k.gpg'],
    },
  ])
  const [embedded] = parseAptSources(
    'Types: deb\nURIs: http://m/\nSuites: x\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n AAAA\n -----END PGP PUBLIC KEY BLOCK-----\n',
  )
  assert.deepEqual(embedded?.signedBy, [
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----',
  ])
})

test('a package index: what is whole is taken', () => {
  const whole = `Package: a\nVersion: 1\nArchitecture: all\nPre-Depends: p\nDepends: q,\n r\nFilename: pool/a.deb\nSize: 7\nInstalled-Size: 3\nSHA256: ${HASH}\nDescription: x\n more`
  const entries = parsePackageIndex(
    `${whole}\n\nPackage: b\nVersion: 1\n\n${whole.replace(HASH, 'x')}\n`,
  )
  assert.deepEqual(entries, [
    {
      name: 'a',
      version: '1',
      architecture: 'all',
      path: 'pool/a.deb',
      size: 7,
      installedSize: 3,
      sha256: HASH,
      depends: 'p, q, r',
      provides: '',
    },
  ])
})

test('a Release file; only what is inside the signed part counts', () => {
  const text = `Origin: Debian\nSuite: stable\nCodename: trixie\nArchitectures: amd64 armhf\nComponents: main\nAcquire-By-Hash: yes\nSHA256:\n ${HASH} 12 main/binary-armhf/Packages.gz\n bad line\n`
  const signed = `before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -----dash\n${text}-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\nOrigin: Evil\n`
  const plain = readClearsigned(signed) ?? ''
  assert.ok(plain.startsWith('-----dash\n'))
  assert.ok(!plain.includes('Evil') && !plain.includes('before'))
  const release = parseRelease(text)
  assert.equal(release?.byHash, true)
  assert.deepEqual(release?.files.get('main/binary-armhf/Packages.gz'), { sha256: HASH, size: 12 })
  assert.equal(parseRelease('Origin: x\n'), undefined)
  assert.equal(readClearsigned(text), undefined)
})

test('dependencies: alternatives, versions, qualifiers, old relations', () => {
  assert.deepEqual(
    parseDependencies('a (>= 1.0~), b:any | c (<< 2) [arm64] <!nocheck>, , d (< 3)'),
    [
      [{ name: 'a', relation: '>=', version: '1.0~' }],
      [{ name: 'b' }, { name: 'c', relation: '<<', version: '2' }],
      [{ name: 'd', relation: '<=', version: '3' }],
    ],
  )
  assert.ok(suits({ name: 'a' }, undefined))
  assert.ok(!suits({ name: 'a', relation: '=', version: '1' }, undefined))
  for (const [relation, fit] of [
    ['<<', '0.9'],
    ['<=', '1'],
    ['=', '1'],
    ['>=', '1'],
    ['>>', '1.1'],
  ] as const) {
    assert.ok(suits({ name: 'a', relation, version: '1' }, fit), relation)
  }
  assert.ok(!suits({ name: 'a', relation: '>>', version: '1' }, '1'))
  assert.ok(!suits({ name: 'a', relation: '<<', version: '1' }, '1'))
})

test('paths of archives stay inside', () => {
  const check = (path: string, expected: string | undefined): void =>
    assert.equal(readSafePath(path)?.join('/'), expected)
  check('./usr//lib/', 'usr/lib')
  check('/etc/x', 'etc/x')
  check('a/../b', undefined)
  check('..', undefined)
  check('a\0b', undefined)
  check('./', '')
})

test('tar and ar headers of any bytes give a value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
      readTarHeader(bytes)
      readPaxRecords(bytes)
      readArMember(bytes)
    }),
  )
  assert.equal(readTarHeader(new Uint8Array(512)), 'end')
})

test('pax records come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.stringMatching(/^[a-z.]{1,9}$/), fc.string({ unit: 'grapheme' }))),
      (pairs) => {
        const text = pairs.map(([key, value]) => paxRecord(key, value)).join('')
        const expected = new Map(pairs)
        assert.deepEqual(readPaxRecords(new TextEncoder().encode(text)), expected)
      },
    ),
  )
})

function paxRecord(key: string, value: string): string {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`).length
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return `${length} ${key}=${value}\n`
}

test('texts of any kind are read without an error', () => {
  const words = fc.constantFrom(
    'Package: a',
    'deb http://x y',
    'SHA256:',
    ' ',
    '\n',
    ':',
    '(',
    '|',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    '\t',
    'Types: deb',
  )
  const text = fc
    .array(fc.oneof(words, fc.string()), { maxLength: 30 })
    .map((parts) => parts.join('\n'))
  fc.assert(
    fc.property(text, (any) => {
      parseAptSources(any)
      parsePackageIndex(any)
      parseRelease(any)
      readClearsigned(any)
      parseDependencies(any)
      readCompactIndex(any)
    }),
  )
})

test('a compact index gives back what was put in', () => {
  const field = fc.stringMatching(/^[a-z][a-z0-9 .,|()=~+-]{0,20}$/)
  const entry = fc.record(
    {
      name: fc.stringMatching(/^[a-z][a-z0-9+.-]{1,8}$/),
      version: fc.stringMatching(/^[0-9][0-9a-z.+~-]{0,8}$/),
      architecture: fc.constantFrom('all', 'armhf'),
      path: fc.stringMatching(/^pool\/[a-z]{1,8}$/),
      size: fc.nat(),
      installedSize: fc.nat(),
      sha256: fc.constant(HASH),
      depends: fc.oneof(fc.constant(''), field),
      provides: fc.constant(''),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      const index = readCompactIndex(formatCompactIndex(entries))
      for (const { name } of entries) {
        assert.deepEqual(
          index?.named(name),
          entries.filter((other) => other.name === name),
        )
      }
      assert.deepEqual(index?.named('nothing'), [])
    }),
  )
})
