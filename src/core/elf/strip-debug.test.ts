import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { readElfBytes } from './read-elf-bytes.ts'
import { stripDebug } from './strip-debug.ts'

const hasCompiler = spawnSync('cc', ['--version']).error === undefined

test(
  'a program without its debug sections is the same program',
  { skip: !hasCompiler && 'no cc' },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ferry-strip-'))
    try {
      const [source, plain, thin] = ['a.c', 'plain', 'thin'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ]
      writeFileSync(
        source,
        '#include <stdio.h>\nstatic int seven(void) { return 7; }\nint main(void) { puts("hello"); return seven(); }\n',
      )
      execFileSync('cc', ['-g3', '-o', plain, source])
      const before = readFileSync(plain)
      const after = stripDebug(before)
      assert.ok(after && after.length < before.length)
      writeFileSync(thin, after)
      chmodSync(thin, 0o755)
      const ran = spawnSync(thin, { encoding: 'utf8' })
      assert.deepEqual([ran.status, ran.stdout], [7, 'hello\n'])

      const [fat, slim] = [readElfBytes(before), readElfBytes(after)]
      assert.deepEqual(slim.problems, [])
      assert.ok(fat.sections.some((s) => s.name.startsWith('.debug_')))
      assert.ok(!slim.sections.some((s) => s.name.startsWith('.debug_')))
      assert.ok(slim.sections.some((s) => s.name === '.symtab'))
      for (const key of [
        'segments',
        'needed',
        'versionNeeds',
        'imports',
        'buildId',
        'interpreter',
        'comment',
        'dynamic',
      ] as const) {
        assert.deepEqual(slim[key], fat[key], key)
      }
      // Everything that is loaded stays as it was.
      const end = Math.max(...fat.segments.map((s) => s.offset + s.fileSize))
      assert.ok(Buffer.from(after.subarray(64, end)).equals(before.subarray(64, end)))
      const symbols = (file: string): string =>
        execFileSync('readelf', ['-sW', file], { encoding: 'utf8' }).replaceAll(
          /^.*(SECTION|FILE).*$/gm,
          '',
        )
      if (spawnSync('readelf', ['--version']).error === undefined) {
        assert.match(symbols(thin), /FUNC\s+LOCAL\s+DEFAULT\s+\d+ seven/)
        assert.equal(spawnSync('readelf', ['-aW', thin]).stderr.toString(), '')
      }
      assert.equal(stripDebug(after), undefined)
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(before.length - 1), fc.nat(255)), { maxLength: 40 }),
          fc.nat(before.length),
          (edits, cut) => {
            const bent = Uint8Array.from(before.subarray(0, cut % 3 === 0 ? cut : before.length))
            for (const [at, value] of edits) bent[at % 3 === 0 ? at % 64 : at] = value
            const result = stripDebug(bent)
            assert.ok(result === undefined || result.length < bent.length)
          },
        ),
        { numRuns: 60 },
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('what is no ELF file is left alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      assert.equal(stripDebug(bytes), undefined),
    ),
  )
})
