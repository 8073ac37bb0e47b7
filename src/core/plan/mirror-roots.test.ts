import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { padFolder, replaceText, toMirrorPath, toMirrorText } from './mirror-roots.ts'

const roots = [
  { host: '/h/me/app', id: 'a', board: '/home/pi/t/a' },
  { host: '/big/target', id: 'b', board: '/home/pi/t/b' },
]

test('paths of the roots have twins, others have none', () => {
  assert.equal(toMirrorPath(roots, '/h/me/app'), '/home/pi/t/a')
  assert.equal(toMirrorPath(roots, '/h/me/app/tests/x'), '/home/pi/t/a/tests/x')
  assert.equal(toMirrorPath(roots, '/big/target/debug/x'), '/home/pi/t/b/debug/x')
  assert.equal(toMirrorPath(roots, '/h/me/app2'), undefined)
  assert.equal(toMirrorPath(roots, '/tmp/x'), undefined)
  assert.equal(toMirrorText(roots, '/h/me/app/a:/big/target'), '/home/pi/t/a/a:/home/pi/t/b')
})

test('a folder is made as long by slashes; the first name that fits', () => {
  assert.equal(padFolder('/h/me/app', ['/home/pi/t/a', '/tmp/a']), '/tmp/a///')
  assert.equal(padFolder('/p', ['/home/pi/t/a', '/tmp/a']), undefined)
})

test('text in bytes: each place, nothing else, as many bytes as before', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((all) => all.map((byte) => 97 + (byte % 3)))
  fc.assert(
    fc.property(bytes, fc.stringMatching(/^[ab]{1,4}$/), (input, from) => {
      const to = 'X'.repeat(from.length)
      const text = Buffer.from(input).toString()
      const expected = text.includes(from) ? text.replaceAll(from, to) : undefined
      const got = replaceText(input, from, to)
      assert.equal(got && Buffer.from(got).toString(), expected)
    }),
  )
  assert.equal(replaceText(Buffer.from('abc'), 'b', 'xx'), undefined)
})
