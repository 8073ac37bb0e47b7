import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { chooseFeature, readCrateFeatures, type FeatureUse } from './crate-features.ts'

const metadata = JSON.stringify({
  packages: [
    { name: 'openssl-sys', version: '0.9.1', features: { vendored: ['openssl-src'], bindgen: [] } },
    { name: 'openssl-sys', version: '0.9.2', features: { vendored: ['openssl-src'] } },
    { name: 'alsa-sys', version: '0.3.1', features: {} },
  ],
})

function check(use: FeatureUse, features: readonly string[], expected: string | undefined): void {
  assert.equal(chooseFeature({ features }, use), expected)
}

test('a crate is found by its name and by that of its library', () => {
  const openssl = { name: 'openssl-sys', version: '0.9.2', features: ['vendored'] }
  assert.deepEqual(readCrateFeatures(metadata, 'openssl-sys'), openssl)
  assert.deepEqual(readCrateFeatures(metadata, 'openssl_sys'), openssl)
  assert.deepEqual(readCrateFeatures(metadata, 'alsa-sys')?.features, [])
  assert.equal(readCrateFeatures(metadata, 'zlib'), undefined)
})

test('the feature for a use', () => {
  check('own-library', ['default', 'static', 'vendored'], 'vendored')
  check('own-library', ['bundled-full', 'bundled'], 'bundled')
  check('own-library', ['vendored-openssl'], 'vendored-openssl')
  check('own-library', ['linux-static-hidraw', 'default'], undefined)
  check('bindings', ['bindgen', 'default'], 'bindgen')
  check('cmake', ['cmake-build', 'cmake_build'], 'cmake-build')
  check('cmake', ['ssl'], undefined)
})

test('any text is read without an exception', () => {
  fc.assert(fc.property(fc.string(), (text) => void readCrateFeatures(text, 'x')))
  fc.assert(fc.property(fc.json(), (text) => void readCrateFeatures(text, 'x')))
})
