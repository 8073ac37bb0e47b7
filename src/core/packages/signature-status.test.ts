import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseSignatureStatus, type SignatureKind } from './signature-status.ts'

const A = 'A'.repeat(40)
const B = 'B'.repeat(40)
const line = (...words: readonly string[]): string => `[GNUPG:] ${words.join(' ')}\n`
const valid = (key: string, signed = '100'): string =>
  line('VALIDSIG', key, '1970-01-01', signed, '0', '4', '0', '1', '10', '01', key)

function check(text: string, kind: SignatureKind, fingerprints: readonly string[] = []): void {
  assert.equal(parseSignatureStatus(text, fingerprints).kind, kind, text)
}

test('each way that a signature can be', () => {
  const good = line('NEWSIG') + line('GOODSIG', 'A', 'x') + valid(A)
  const unknown = line('NEWSIG') + line('ERRSIG', 'B', '1') + line('NO_PUBKEY', 'B')
  check(good, 'good')
  check(unknown, 'unknown')
  check(unknown + good, 'good')
  check(good + line('NEWSIG') + line('BADSIG', 'B', 'x'), 'bad')
  check('', 'bad')
  check(line('NEWSIG'), 'bad')
  check(line('GOODSIG', 'A', 'x'), 'bad')
  const aged = (signed: string): string =>
    line('NEWSIG') + line('KEYEXPIRED', '200') + line('EXPKEYSIG', 'A', 'x') + valid(A, signed)
  check(aged('100'), 'aged')
  check(aged('300'), 'expired')
  check(line('EXPKEYSIG', 'A', 'x') + valid(A), 'expired')
  check(line('NEWSIG') + line('EXPSIG', 'A', 'x') + valid(A), 'expired')
  check(line('NEWSIG') + line('REVKEYSIG', 'A', 'x') + valid(A), 'revoked')
})

test('where fingerprints are named no other key counts', () => {
  const good = line('GOODSIG', 'A', 'x') + valid(A)
  check(good, 'good', [A])
  check(good, 'good', [`${A.toLowerCase()}!`])
  check(good, 'unknown', [B])
})

test('whatever gpgv says, there is an answer', () => {
  const word = fc.constantFrom(
    'NEWSIG',
    'VALIDSIG',
    'GOODSIG',
    'EXPKEYSIG',
    'NO_PUBKEY',
    'KEYEXPIRED',
  )
  const lines = fc.array(fc.tuple(word, fc.array(fc.string())).map(([a, b]) => line(a, ...b)))
  fc.assert(
    fc.property(lines, (all) => {
      const { kind } = parseSignatureStatus(all.join(''))
      // Nothing is good that gpgv did not call both.
      if (kind === 'good') assert.match(all.join(''), /VALIDSIG[^]*GOODSIG|GOODSIG[^]*VALIDSIG/)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => parseSignatureStatus(text).kind !== 'good'))
})
