/** Signatures of package sources for real: keys made on the spot by gpg, a repository on loopback, gpgv of this host. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { makeFakeRepository } from '../fakes/debian-repository.ts'
import type { Event } from '../../src/core/event.ts'
import { ProblemError } from '../../src/core/problem/problem.ts'
import { makeClock } from '../../src/shell/clock.ts'
import { makeDownloads } from '../../src/shell/downloads.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { makePackages } from '../../src/shell/packages/packages.ts'
import { makeProcesses } from '../../src/shell/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-sign-'))
const home = join(folder, 'gnupg')
mkdirSync(home, { mode: 0o700 })
after(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  rmSync(folder, { recursive: true })
})

/** A day of 2020, as gpg's `--faked-system-time` takes it. */
const day = (n: number): string => `202001${String(n).padStart(2, '0')}T000000!`

function gpg(words: readonly string[], input = '', at?: string): Buffer {
  const time = at === undefined ? [] : ['--faked-system-time', at]
  const args = ['--homedir', home, '--batch', '--quiet', '--passphrase', '', ...time, ...words]
  const ended = spawnSync('gpg', args, { input })
  assert.equal(ended.status, 0, ended.stderr.toString())
  return ended.stdout
}

function makeKey(name: string, ends = 'never', at?: string): string {
  gpg(['--quick-generate-key', name, 'ed25519', 'sign', ends], '', at)
  const list = gpg(['--with-colons', '--list-keys', name]).toString()
  return /^fpr:+([0-9A-F]{40}):/m.exec(list)?.[1] ?? ''
}

const own = makeKey('own')
const other = makeKey('other')
const short = makeKey('short', '5d', day(1))

const armoured = (key: string): string => gpg(['--armor', '--export', key]).toString()
const sign =
  (key: string, at?: string) =>
  (text: string): string =>
    gpg(['-u', key, '--clear-sign', '--output', '-'], text, at).toString()

interface Asked {
  readonly events: readonly Event[]
  /** `found`, or the code of the problem. */
  readonly answer: string
}

async function ask(options: {
  readonly sign: (text: string) => string
  readonly signedBy: string
  readonly detached?: string
  readonly spoil?: (text: string) => string
}): Promise<Asked> {
  const repository = await makeFakeRepository()
  const work = mkdtempSync(join(folder, 'ask-'))
  try {
    repository.publish('stable', [{ name: 'a' }], { sign: options.sign })
    const path = '/debian/dists/stable/InRelease'
    const text = Buffer.from(repository.files.get(path) ?? []).toString()
    if (options.spoil) repository.files.set(path, Buffer.from(options.spoil(text)))
    if (options.detached !== undefined) {
      repository.files.delete(path)
      repository.files.set('/debian/dists/stable/Release', Buffer.from(text))
      const signature = gpg(['-u', options.detached, '--armor', '--detach-sign', '-o', '-'], text)
      repository.files.set('/debian/dists/stable/Release.gpg', signature)
    }
    const apt = join(work, 'apt')
    mkdirSync(join(apt, 'sources.list.d'), { recursive: true })
    const source = `Types: deb\nURIs: ${repository.url}\nSuites: stable\nComponents: main\n${options.signedBy}`
    writeFileSync(join(apt, 'sources.list.d', 'own.sources'), source)
    mkdirSync(join(apt, 'trusted.gpg.d'))
    writeFileSync(join(apt, 'trusted.gpg.d', 'own.asc'), armoured(own))
    writeFileSync(join(apt, 'trusted.gpg.d', 'other.gpg'), gpg(['--export', other]))
    const events: Event[] = []
    const packages = makePackages({
      host: { env: {}, cache: join(work, 'cache') },
      files: makeFiles(),
      processes: makeProcesses(),
      downloads: makeDownloads({ env: {}, pauseMs: 1 }),
      clock: makeClock(),
      apt,
    })
    const request = { suite: 'stable', architecture: 'armhf', dependencies: 'none' } as const
    try {
      const tell = (event: Event): void => void events.push(event)
      await packages.resolve({ ...request, names: ['a'] }, tell)
      return { events, answer: 'found' }
    } catch (error) {
      assert.ok(error instanceof ProblemError, String(error))
      return { events, answer: error.problem.code }
    }
  } finally {
    repository.close()
  }
}

const inline = (key: string): string =>
  `Signed-By:\n${armoured(key)
    .trimEnd()
    .split('\n')
    .map((line) => ` ${line === '' ? '.' : line}`)
    .join('\n')}\n`

test('a good signature, by a key in the source, in a file, among apt’s own, by fingerprint', async () => {
  const file = join(folder, 'own.gpg')
  writeFileSync(file, gpg(['--export', own]))
  for (const signedBy of [inline(own), `Signed-By: ${file}\n`, '', `Signed-By: ${own}\n`]) {
    const { answer, events } = await ask({ sign: sign(own), signedBy })
    assert.equal(answer, 'found', signedBy)
    assert.ok(!events.some(({ kind }) => kind === 'warning'), signedBy)
  }
})

test('Release with Release.gpg, where there is no InRelease', async () => {
  const plain = (text: string): string => text
  const good = await ask({ sign: plain, detached: own, signedBy: inline(own) })
  assert.equal(good.answer, 'found')
  const wrong = await ask({ sign: plain, detached: other, signedBy: inline(own) })
  assert.equal(wrong.answer, 'host/unknown-key')
})

test('a text that was changed, no signature, an unknown key', async () => {
  const spoil = (text: string): string => text.replace('Suite: stable', 'Suite: unstable')
  const changed = await ask({ sign: sign(own), spoil, signedBy: inline(own) })
  assert.equal(changed.answer, 'host/bad-signature')
  const unsigned = await ask({ sign: (text) => text, signedBy: inline(own) })
  assert.notEqual(unsigned.answer, 'found')
  const unknown = await ask({ sign: sign(other), signedBy: inline(own) })
  assert.equal(unknown.answer, 'host/unknown-key')
  // apt trusts the other key, but the source names this one.
  const named = await ask({ sign: sign(other), signedBy: `Signed-By: ${own}\n` })
  assert.equal(named.answer, 'host/unknown-key')
})

test('a key that expired after it signed is told, one that had expired before is refused', async () => {
  const aged = await ask({ sign: sign(short, day(2)), signedBy: inline(short) })
  assert.equal(aged.answer, 'found')
  assert.ok(aged.events.some(({ kind }) => kind === 'warning'))
  // What a forger would do with an old key: gpg's clock stands still while the key lives, and the signature has run out since.
  const late = (text: string): string =>
    gpg(
      ['-u', short, '--default-sig-expire', '1d', '--clear-sign', '-o', '-'],
      text,
      day(2),
    ).toString()
  const expired = await ask({ sign: late, signedBy: inline(short) })
  assert.equal(expired.answer, 'host/expired-key')
})

test('a key that its owner has withdrawn', async () => {
  const key = makeKey('gone')
  const keyring = join(folder, 'gone.gpg')
  const revocation = join(home, 'openpgp-revocs.d', `${key}.rev`)
  const { answer } = await ask({
    sign: (text) => {
      const signed = sign(key)(text)
      // gpg writes a revocation beside each new key, with a colon in front so that nobody imports it by chance.
      gpg(['--import'], readFileSync(revocation, 'utf8').replace(/^:---/m, '---'))
      writeFileSync(keyring, gpg(['--export', key]))
      return signed
    },
    signedBy: `Signed-By: ${keyring}\n`,
  })
  assert.equal(answer, 'host/expired-key')
})
