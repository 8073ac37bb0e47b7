import assert from 'node:assert/strict'
import { test } from 'node:test'

import { makeSharedBuilds } from './shared-builds.ts'

test('one build a key; who comes meanwhile or later gets the same, a failure too', async () => {
  const shared = makeSharedBuilds<number>(() => undefined, {})
  let calls = 0
  const work = async (): Promise<number> => {
    await Promise.resolve()
    return ++calls
  }
  const got = await Promise.all(['a', 'b', 'a', 'a'].map((key) => shared.once(key, work)))
  assert.deepEqual(got, [1, 2, 1, 1])
  assert.equal(await shared.once('b', work), 2)
  const failing = (): Promise<number> => Promise.reject(new Error(`failed ${++calls}`))
  for (let i = 0; i < 2; i++) await assert.rejects(shared.once('c', failing), /failed 3/)
})
