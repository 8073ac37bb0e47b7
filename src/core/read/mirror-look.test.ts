import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { formatMirrorList, readMirrorLook } from './mirror-look.ts'

test('lists are read back as they were written; noise is left out', () => {
  const path = fc.stringMatching(/^[^\n\r]{1,40}$/).filter((text) => text.trim() !== '')
  fc.assert(
    fc.property(fc.dictionary(path, fc.stringMatching(/^[a-z0-9.]{1,12}$/)), (files) => {
      const map = new Map(Object.entries(files))
      const text = `motd\nroot ab\nlinked\n${formatMirrorList(map)}root cd\nalias\nnoise\n`
      const look = readMirrorLook(text)
      assert.deepEqual(look.get('ab'), { linked: true, alias: false, files: map })
      assert.deepEqual(look.get('cd'), { linked: false, alias: true, files: new Map() })
    }),
  )
})

test('whatever a board says is read or left out', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readMirrorLook(text)))
})
