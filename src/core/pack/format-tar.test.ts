import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { formatTarHeader, tarEnd, tarPadding } from './format-tar.ts'

test('tar unpacks what was packed: names of any length, sizes, modes, times', () => {
  const part = fc
    .stringMatching(/^[a-zA-Z0-9é _'"$-]{1,60}$/)
    .filter((name) => !name.startsWith('-'))
  const file = fc.record({
    path: fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `d${parts.join('/d')}f`),
    bytes: fc.uint8Array({ maxLength: 1500 }),
    mode: fc.constantFrom(0o644, 0o755, 0o600),
    mtime: fc.nat(1_700_000_000),
  })
  fc.assert(
    fc.property(fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 4 }), (files) => {
      const folder = mkdtempSync(join(tmpdir(), 'ferry-tar-'))
      try {
        const pieces = files.flatMap(({ bytes, ...entry }) => [
          formatTarHeader({ ...entry, size: bytes.length }),
          bytes,
          new Uint8Array(tarPadding(bytes.length)),
        ])
        execFileSync('tar', ['xf', '-', '-C', folder], {
          input: Buffer.concat([...pieces, tarEnd()]),
        })
        for (const { path, bytes, mode, mtime } of files) {
          const stat = statSync(join(folder, path))
          assert.deepEqual(readFileSync(join(folder, path)), Buffer.from(bytes))
          assert.deepEqual([stat.mode & 0o777, stat.mtimeMs / 1000], [mode, mtime])
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 25 },
  )
})
