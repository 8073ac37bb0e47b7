import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { compareDebianVersions } from './debian-version.ts'

const check = (a: string, relation: '<' | '=', b: string): void => {
  const order = compareDebianVersions(a, b)
  assert.ok(relation === '=' ? order === 0 : order < 0, `${a} ${relation} ${b}: ${order}`)
}

test('versions in the order of deb-version(7)', () => {
  check('1', '<', '2')
  check('9', '<', '10')
  check('1.0', '<', '1.0.1')
  check('1~rc1', '<', '1')
  check('1~', '<', '1')
  check('1~~', '<', '1~')
  check('1~~a', '<', '1~')
  check('1-1', '<', '1-1+b1')
  check('1-1+deb12u9', '<', '1-1+deb12u14')
  check('2.36-9', '<', '1:1.0')
  check('0:1', '=', '1')
  check('1.0', '=', '1.00')
  check('1a', '<', '1+')
  check('1', '<', '1a')
  check('1.2-3', '<', '1.2-10')
  check('1.2', '<', '1.2-1')
  check('1.97.1+dfsg1-1', '<', '1.97.1+dfsg1-1+b1')
})

test('an order: antisymmetric, transitive, reflexive', () => {
  const version = fc.stringMatching(/^([0-9]:)?[0-9][0-9a-z.+~]{0,8}(-[0-9a-z.+~]{1,4})?$/)
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(compareDebianVersions(a, a), 0)
      assert.equal(
        Math.sign(compareDebianVersions(a, b)),
        -Math.sign(compareDebianVersions(b, a)) + 0,
      )
      const sorted = [a, b, c].toSorted(compareDebianVersions)
      assert.ok(compareDebianVersions(sorted[0]!, sorted[2]!) <= 0)
    }),
  )
})
