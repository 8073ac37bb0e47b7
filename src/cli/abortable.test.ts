import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Downloads } from '../ports/downloads.ts'
import type { Packages } from '../ports/packages.ts'
import { abortableDownloads, abortablePackages } from './abortable.ts'

test('a download is given a signal that either side aborts', async () => {
  const signals: (AbortSignal | undefined)[] = []
  const fake = {
    toFile: async (_url: string, _path: string, options?: { signal?: AbortSignal }) => {
      signals.push(options?.signal)
    },
  } as unknown as Downloads
  const [ferry, own] = [new AbortController(), new AbortController()]
  const downloads = abortableDownloads(fake, ferry.signal)
  await downloads.toFile('a', 'b')
  await downloads.toFile('a', 'b', { signal: own.signal })
  own.abort()
  assert.deepEqual(
    signals.map((signal) => signal?.aborted),
    [false, true],
  )
  ferry.abort()
  assert.equal(signals[0]?.aborted, true)
})

test('unpacking ends at the next file', async () => {
  const ferry = new AbortController()
  const kept: string[] = []
  const fake = {
    unpack: async (_files: unknown, _folder: string, options: { keep: (p: string) => boolean }) => {
      for (const path of ['a', 'b', 'c']) {
        if (options.keep(path)) kept.push(path)
        if (path === 'b') ferry.abort()
      }
      return 0
    },
  } as unknown as Packages
  const packages = abortablePackages(fake, ferry.signal)
  await assert.rejects(packages.unpack([], 'x', { keep: (path) => path !== 'a' }), {
    name: 'AbortError',
  })
  assert.deepEqual(kept, ['b'])
})
