import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { moduleName, orderModules, readModuleNeeds } from './module-order.ts'
import type { ModuleNeeds } from './module-order.ts'

test('what a module states about itself', () => {
  const text = 'x\0license=GPL\0softdep=pre: crc32c post: late\0depends=jbd2,mbcache\0intree=Y\0'
  assert.deepEqual(readModuleNeeds(text), { depends: ['jbd2', 'mbcache'], before: ['crc32c'] })
  assert.deepEqual(readModuleNeeds('\0depends=\0'), { depends: [], before: [] })
  assert.deepEqual(readModuleNeeds(''), { depends: [], before: [] })
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void readModuleNeeds(any)))
})

test('names', () => {
  assert.equal(moduleName('kernel/drivers/block/virtio-blk.ko.xz'), 'virtio_blk')
  assert.equal(moduleName('ext4'), 'ext4')
})

test('each behind what it needs', () => {
  const all: Readonly<Record<string, ModuleNeeds>> = {
    ext4: { depends: ['jbd2', 'mbcache', 'builtin-one'], before: ['crc32c', 'not_there'] },
    jbd2: { depends: ['lib'], before: [] },
    mbcache: { depends: [], before: [] },
    lib: { depends: [], before: [] },
    crc32c: { depends: ['lib'], before: [] },
  }
  const order = orderModules(['ext4', 'lib'], (name) => all[name], new Set(['builtin_one']))
  assert.deepEqual(order, { order: ['lib', 'crc32c', 'jbd2', 'mbcache', 'ext4'], missing: [] })
})

test('what is not there is told, and a circle ends', () => {
  const needs = { depends: ['b', 'gone'], before: ['maybe'] }
  const round: Readonly<Record<string, ModuleNeeds>> = { a: needs, b: { ...needs, depends: ['a'] } }
  const { order, missing } = orderModules(['a', 'absent'], (name) => round[name], new Set())
  assert.deepEqual(order, ['b', 'a'])
  assert.deepEqual(missing, ['gone', 'absent'])
})
