import assert from 'node:assert/strict'
import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { makeDeb, makeFakeRepository } from '../../../test/fakes/debian-repository.ts'
import type { FakeRepository } from '../../../test/fakes/debian-repository.ts'
import type { Event } from '../../core/event.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { Packages } from '../../ports/packages.ts'
import type { Processes } from '../../ports/processes.ts'
import { makeClock } from '../clock.ts'
import { makeDownloads } from '../downloads.ts'
import { makeFiles } from '../files.ts'
import { makeProcesses } from '../processes.ts'
import { makePackages } from './packages.ts'

interface Setting {
  readonly packages: Packages
  readonly repository: FakeRepository
  readonly folder: string
  readonly events: Event[]
  readonly tell: (event: Event) => void
}

/** No gpgv and no xz, unless the test brings its own processes. */
const bare: Processes = { ...makeProcesses(), which: () => Promise.resolve(undefined) }

async function setting(
  t: TestContext,
  options: { readonly processes?: Processes; readonly sources?: (url: string) => string } = {},
): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-packages-'))
  const repository = await makeFakeRepository()
  t.after(async () => {
    repository.close()
    await rm(folder, { recursive: true })
  })
  const apt = join(folder, 'apt')
  mkdirSync(join(apt, 'sources.list.d'), { recursive: true })
  const text = options.sources?.(repository.url) ?? `deb ${repository.url} stable main`
  writeFileSync(join(apt, 'sources.list'), text)
  const events: Event[] = []
  const packages = makePackages({
    host: { env: {}, cache: join(folder, 'cache') },
    files: makeFiles(),
    processes: options.processes ?? bare,
    downloads: makeDownloads({ env: {}, pauseMs: 1 }),
    clock: makeClock(),
    apt,
  })
  return { packages, repository, folder, events, tell: (event) => events.push(event) }
}

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof ProblemError, String(error))
  assert.equal(error.problem.code, expected)
  return true
}

const request = { suite: 'stable', architecture: 'armhf', dependencies: 'all' } as const

test('resolves with dependencies, downloads, unpacks; the second time without a request', async (t) => {
  const { packages, repository, folder, tell, events } = await setting(t)
  repository.publish('stable', [
    { name: 'a', depends: 'b (>= 2), c | d', files: { 'usr/': '', 'usr/a': 'A' } },
    { name: 'b', version: '2', files: { 'usr/b': 'B' } },
    { name: 'b', version: '1' },
    { name: 'd', files: { 'usr/d': '-> b' } },
    { name: 'e' },
  ])
  const fetched = await packages.obtain({ ...request, names: ['a'] }, tell)
  assert.deepEqual(
    fetched.map(({ name, version }) => `${name} ${version}`),
    ['a 1', 'b 2', 'd 1'],
  )
  const root = join(folder, 'root')
  assert.equal(await packages.unpack(fetched, root), 2)
  assert.equal(readFileSync(join(root, 'usr/d'), 'utf8'), 'B')
  assert.ok(events.some((event) => event.kind === 'warning' && event.text.includes('gpgv')))
  const before = repository.requests.length
  await packages.obtain({ ...request, names: ['a'] }, tell)
  assert.equal(repository.requests.length, before)
})

test('another request of the same suite reads the index that is there', async (t) => {
  const { packages, repository, tell } = await setting(t)
  repository.publish('stable', [{ name: 'a' }, { name: 'b' }])
  await packages.resolve({ ...request, names: ['a'] }, tell)
  const before = repository.requests.length
  assert.equal((await packages.resolve({ ...request, names: ['b'] }, tell)).packages.length, 1)
  assert.equal(repository.requests.length, before)
})

test('a package that is gone from the mirror is looked up again', async (t) => {
  const { packages, repository, tell } = await setting(t)
  repository.publish('stable', [{ name: 'a', version: '1' }])
  await packages.resolve({ ...request, names: ['a'] }, tell)
  repository.files.clear()
  repository.publish('stable', [{ name: 'a', version: '2' }])
  const [entry] = await packages.obtain({ ...request, names: ['a'] }, tell)
  assert.equal(entry?.version, '2')
})

test('an index or package that is not as published is refused', async (t) => {
  const { packages, repository, tell } = await setting(t)
  repository.publish('stable', [{ name: 'a' }])
  const deb = [...repository.files.keys()].find((path) => path.endsWith('.deb')) ?? ''
  const whole = repository.files.get(deb) ?? new Uint8Array()
  repository.files.set(
    deb,
    whole.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  )
  await assert.rejects(
    packages.obtain({ ...request, names: ['a'] }, tell),
    code('host/hash-mismatch'),
  )
  const other = await setting(t)
  other.repository.publish('stable', [{ name: 'a' }])
  const index = '/debian/dists/stable/main/binary-armhf/Packages.gz'
  other.repository.files.set(index, Buffer.from('something else'))
  const ask = other.packages.resolve({ ...request, names: ['a'] }, tell)
  await assert.rejects(ask, code('host/hash-mismatch'))
})

test('missing suites, architectures, packages and mirrors are told apart', async (t) => {
  const { packages, repository, tell } = await setting(t)
  repository.publish('stable', [{ name: 'libc6' }])
  const ask = (more: object): Promise<unknown> =>
    packages.resolve({ ...request, names: ['libc6'], ...more }, tell)
  await assert.rejects(ask({ suite: 'buster' }), code('host/no-suite'))
  await assert.rejects(ask({ architecture: 'riscv64' }), code('host/no-architecture'))
  await assert.rejects(ask({ origin: 'Raspbian' }), code('host/no-suite'))
  await assert.rejects(ask({ names: ['libc7'] }), (error) => {
    code('host/no-package')(error)
    assert.match((error as ProblemError).problem.why ?? '', /libc6/)
    return true
  })
  const none = await setting(t, { sources: () => '# nothing' })
  await assert.rejects(
    none.packages.resolve({ ...request, names: ['a'] }, tell),
    code('host/no-mirror'),
  )
  const gone = await setting(t, { sources: () => 'deb http://127.0.0.1:1/debian stable main' })
  await assert.rejects(
    gone.packages.resolve({ ...request, names: ['a'] }, tell),
    code('host/no-network'),
  )
})

test('a third party with a suite of the same name is passed by', async (t) => {
  const other = await makeFakeRepository()
  t.after(() => other.close())
  other.publish('stable', [{ name: 'a', version: '9' }], { origin: 'Somebody' })
  const { packages, repository, tell } = await setting(t, {
    sources: (url) => `deb ${other.url} stable main\ndeb ${url} stable main`,
  })
  repository.publish('stable', [{ name: 'a', version: '1' }])
  const set = await packages.resolve({ ...request, names: ['a'] }, tell)
  assert.equal(set.packages[0]?.version, '1')
})

test('security is looked into where it is there, and done without where it is not', async (t) => {
  const { packages, repository, tell, events } = await setting(t)
  repository.publish('stable', [{ name: 'a', version: '1' }])
  const wish = { ...request, names: ['a'], pockets: ['security', 'updates'] } as const
  repository.publish('stable-security', [{ name: 'a', version: '1+deb1' }])
  const set = await packages.resolve(wish, tell)
  assert.equal(set.packages[0]?.version, '1+deb1')
  assert.ok(events.some((event) => event.kind === 'note' && event.text.includes('stable-updates')))
})

test('the board’s own sources are asked after the host’s', async (t) => {
  const { packages, repository, tell } = await setting(t, { sources: () => '' })
  repository.publish('stable', [{ name: 'a' }])
  const sources = [`deb [signed-by=/etc/passwd] ${repository.url} stable main`]
  assert.equal(
    (await packages.resolve({ ...request, names: ['a'], sources }, tell)).packages.length,
    1,
  )
})

test('signatures: good, bad, none', async (t) => {
  const says = (lines: string, exit = 0): Processes => ({
    ...bare,
    which: (name) => Promise.resolve(name === 'gpgv' ? '/usr/bin/gpgv' : undefined),
    run: () =>
      Promise.resolve({
        ending: { kind: 'exit', code: exit },
        stdout: Buffer.from(lines),
        stderr: Buffer.from('gpgv: complaint'),
        truncated: false,
        ms: 1,
      }),
  })
  const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n AAAA\n -----END PGP PUBLIC KEY BLOCK-----'
  const sources = (url: string): string =>
    `Types: deb\nURIs: ${url}\nSuites: stable\nComponents: main\nSigned-By: ${key}`
  const ask = async (processes: Processes): Promise<Setting> => {
    const all = await setting(t, { processes, sources })
    all.repository.publish('stable', [{ name: 'a' }])
    await all.packages.resolve({ ...request, names: ['a'] }, all.tell)
    return all
  }
  const good = await ask(says('[GNUPG:] GOODSIG 1 x\n[GNUPG:] VALIDSIG 1\n'))
  assert.ok(!good.events.some(({ kind }) => kind === 'warning'))
  const aged = '[GNUPG:] KEYEXPIRED 9\n[GNUPG:] EXPKEYSIG 1 x\n[GNUPG:] VALIDSIG 1 1970-01-01 8\n'
  const old = await ask(says(aged, 2))
  assert.ok(old.events.some(({ kind }) => kind === 'warning'))
  await assert.rejects(ask(says('[GNUPG:] BADSIG 1 x\n', 1)), code('host/bad-signature'))
  await assert.rejects(
    ask(says('[GNUPG:] ERRSIG 1 x\n[GNUPG:] NO_PUBKEY 1\n', 2)),
    code('host/unknown-key'),
  )
  await assert.rejects(
    ask(says('[GNUPG:] VALIDSIG 1\n[GNUPG:] NEWSIG\n[GNUPG:] BADSIG 2 x\n', 1)),
    code('host/bad-signature'),
  )
})

test('unpacks links, keeps what is asked for, follows folders that are symlinks inside', async (t) => {
  const { packages, folder } = await setting(t)
  const root = join(folder, 'root')
  mkdirSync(join(root, 'usr', 'lib'), { recursive: true })
  symlinkSync('usr/lib', join(root, 'lib'))
  const file = join(folder, 'a.deb')
  writeFileSync(
    file,
    makeDeb({
      './': '',
      './lib/': '',
      './lib/x': 'X',
      './lib/y': '=> ./lib/x',
      './lib/z': '-> x',
      './doc/t': 'T',
    }),
  )
  const bytes = await packages.unpack([{ file }], root, { keep: (path) => !path.startsWith('doc') })
  assert.equal(bytes, 1)
  assert.ok(lstatSync(join(root, 'lib')).isSymbolicLink())
  assert.equal(readFileSync(join(root, 'usr/lib/y'), 'utf8'), 'X')
  assert.equal(statSync(join(root, 'usr/lib/y')).ino, statSync(join(root, 'usr/lib/x')).ino)
  assert.equal(readlinkSync(join(root, 'usr/lib/z')), 'x')
  assert.ok(!existsSync(join(root, 'doc')))
  await packages.unpack([{ file }], root, { place: (path) => path.replace(/^doc\//, 'new/') })
  assert.equal(readFileSync(join(root, 'new/t'), 'utf8'), 'T')
})

test('nothing is written outside', async (t) => {
  const { packages, folder } = await setting(t)
  const file = join(folder, 'a.deb')
  const root = join(folder, 'root')
  writeFileSync(file, makeDeb({ '../out': 'x' }))
  await assert.rejects(packages.unpack([{ file }], root), code('host/bad-package'))
  const outside = join(folder, 'outside')
  mkdirSync(outside)
  writeFileSync(
    file,
    makeDeb({ link: `-> ${outside}`, 'link/in': 'x', up: '-> ../..', 'up/in': 'y' }),
  )
  await packages.unpack([{ file }], root)
  assert.ok(!existsSync(join(outside, 'in')))
  assert.equal(readFileSync(join(root, outside, 'in'), 'utf8'), 'x')
  assert.equal(readFileSync(join(root, 'in'), 'utf8'), 'y')
  writeFileSync(file, makeDeb({ a: '-> b', b: '-> a', 'a/x': '' }))
  await assert.rejects(packages.unpack([{ file }], join(folder, 'r2')), code('host/bad-package'))
})

test('what is no package, or a cut one, is told', async (t) => {
  const { packages, folder } = await setting(t)
  const file = join(folder, 'a.deb')
  const whole = makeDeb({ a: 'x'.repeat(5000) })
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('text'),
    whole.subarray(0, 150),
    whole.subarray(0, whole.length - 30),
  ]) {
    writeFileSync(file, bytes)
    await assert.rejects(
      packages.unpack([{ file }], join(folder, 'root')),
      code('host/bad-package'),
    )
  }
  await assert.rejects(packages.unpack([{ file: `${file}x` }], folder), code('host/bad-package'))
})
