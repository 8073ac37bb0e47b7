import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { formatCpio } from './format-cpio.ts'

interface Read {
  readonly path: string
  readonly mode: number
  readonly data: string
  readonly device: readonly [number, number]
}

/** Reads the archive as the format's description says, without the writer's code. */
function read(archive: Uint8Array): readonly Read[] {
  const buffer = Buffer.from(archive)
  const found: Read[] = []
  for (let at = 0; at < buffer.length;) {
    assert.equal(buffer.toString('latin1', at, at + 6), '070701')
    const start = at
    const field = (index: number): number =>
      Number.parseInt(buffer.toString('latin1', start + 6 + index * 8, start + 14 + index * 8), 16)
    const [size, nameSize] = [field(6), field(11)]
    const path = buffer.toString('utf8', at + 110, at + 110 + nameSize - 1)
    const dataAt = Math.ceil((at + 110 + nameSize) / 4) * 4
    const data = buffer.toString('latin1', dataAt, dataAt + size)
    at = Math.ceil((dataAt + size) / 4) * 4
    if (path === 'TRAILER!!!') {
      assert.equal(at, buffer.length)
      return found
    }
    found.push({ path, mode: field(1), data, device: [field(9), field(10)] })
  }
  throw new Error('no trailer')
}

test('folders, links, devices and files', () => {
  const archive = formatCpio([
    { kind: 'folder', path: 'dev' },
    { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'link', path: 'sh', target: 'busybox' },
    { kind: 'file', path: 'init', data: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  ])
  assert.deepEqual(read(archive), [
    { path: 'dev', mode: 0o040755, data: '', device: [0, 0] },
    { path: 'dev/console', mode: 0o020600, data: '', device: [5, 1] },
    { path: 'sh', mode: 0o120777, data: 'busybox', device: [0, 0] },
    { path: 'init', mode: 0o100755, data: '#!/bin/sh\n', device: [0, 0] },
  ])
})

test('any content comes out as it went in', () => {
  const file = fc.record({ path: fc.stringMatching(/^[a-z]{1,20}$/), data: fc.uint8Array() })
  fc.assert(
    fc.property(fc.array(file), (files) => {
      const archive = formatCpio(files.map((each) => ({ kind: 'file', mode: 0o644, ...each })))
      assert.deepEqual(
        read(archive).map(({ path, data }) => [path, data]),
        files.map(({ path, data }) => [path, Buffer.from(data).toString('latin1')]),
      )
    }),
  )
})
