import assert from 'node:assert/strict'
import { test } from 'node:test'

import { libraryOfHeader, libraryPackages } from './library-packages.ts'

test('libraries are found in packages', () => {
  const check = (library: string, first: string): void =>
    assert.equal(libraryPackages(library)[0], first)
  check('asound', 'libasound2-dev')
  check('alsa', 'libasound2-dev')
  check('libudev', 'libudev-dev')
  check('openssl', 'libssl-dev')
  check('gpiod', 'libgpiod-dev')
  check('sqlite3', 'libsqlite3-dev')
  check(libraryOfHeader('alsa/asoundlib.h'), 'libasound2-dev')
  check(libraryOfHeader('libudev.h'), 'libudev-dev')
})

test('a foreign name never becomes an option or a path', () => {
  for (const name of ['-o', '../x', '', ' ']) {
    for (const found of libraryPackages(name)) assert.match(found, /^[a-z0-9][a-z0-9+.-]+$/)
  }
})
