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

// Found by npm run fuzz: numbers of sections were looked for behind the end of the thin file.
for (const [what, first, second] of [
  ['a symbol table that is loaded in part', [0, 0, 0, 0], [1, 2, 256, 1700]],
  ['a first section that says it is a symbol table', [0, 2, 256, 1700], [1, 1, 900, 20]],
] as const) {
  test(`nothing is read outside of the file: ${what}`, () => {
    const bytes = new Uint8Array(2048)
    const view = new DataView(bytes.buffer)
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
    view.setUint16(16, 3, true)
    view.setUint16(18, 62, true)
    view.setUint32(20, 1, true)
    view.setUint32(32, 64, true)
    view.setUint32(40, 1024, true)
    for (const [at, value] of [64, 56, 1, 64, 4, 3].entries()) {
      view.setUint16(52 + at * 2, value, true)
    }
    // One segment: the first 512 bytes.
    view.setUint32(64, 1, true)
    view.setUint32(64 + 32, 512, true)
    const sections = [first, second, [9, 1, 920, 100], [20, 3, 700, 40]]
    for (const [index, [name, type, offset, size]] of sections.entries()) {
      const at = 1024 + index * 64
      view.setUint32(at, name ?? 0, true)
      view.setUint32(at + 4, type ?? 0, true)
      view.setUint32(at + 24, offset ?? 0, true)
      view.setUint32(at + 32, size ?? 0, true)
    }
    bytes.set(new TextEncoder().encode('\0.symtab\0.debug_abc\0.shstrtab\0'), 700)
    const thin = stripDebug(bytes)
    assert.ok(thin === undefined || thin.length < bytes.length)
  })
}
