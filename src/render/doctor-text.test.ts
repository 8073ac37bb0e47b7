import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Check } from '../core/doctor/check.ts'
import { renderDoctor } from './doctor-text.ts'
import { makePaint } from './paint.ts'

const check = (id: string, more: Partial<Check> = {}): Check => ({
  id,
  state: 'ok',
  evidence: 'seen',
  needed: true,
  why: 'it matters',
  ...more,
})

test('one aligned line a check, reasons and fixes below, the sum last', () => {
  const checks = [
    check('node'),
    check('std', {
      state: 'missing',
      evidence: 'none\nhere\u001b[31m',
      code: 'std/missing',
      fix: { text: 'get it', command: ['rustup', 'target', 'add', 'x y'] },
    }),
    check('clock', { state: 'blocked', needed: false }),
  ]
  assert.equal(
    renderDoctor({ checks, fixed: [{ id: 'cc', did: 'ran it' }] }, makePaint(false)),
    [
      'ok       node   seen',
      'missing  std    none; here\\x1b[31m',
      'blocked  clock  seen',
      '',
      'std: it matters  [std/missing]',
      '  fix: get it',
      "       rustup target add 'x y'",
      '',
      'clock: it matters (nothing stops for it here)',
      '',
      'mended cc: ran it',
      '',
      '1 check failed: std',
      '',
    ].join('\n'),
  )
})
