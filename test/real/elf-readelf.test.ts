/** Differential test: ferry's facts are GNU readelf's, on the fixtures, on programs and libraries of this host, and on the cross libraries that are installed. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readElfFile } from '../../src/work/read-elf-file.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { toComparable } from './comparable-facts.ts'
import { runReadelf } from './parse-readelf.ts'

const world = { files: makeFiles() }
const fixtures = join(import.meta.dirname, '../fixtures/elf/built')
const most = Number(process.env['FERRY_READELF_MOST'] ?? 400)
const folders = [
  fixtures,
  ...[
    'arm-linux-gnueabihf',
    'arm-linux-gnueabi',
    'aarch64-linux-gnu',
    'riscv64-linux-gnu',
    'mips-linux-gnu',
    'powerpc-linux-gnu',
  ].map((name) => `/usr/${name}/lib`),
  '/usr/bin',
  '/usr/lib/x86_64-linux-gnu',
]

let compared = 0
for (const folder of folders) {
  test(
    `facts equal readelf’s: ${folder.replace(/.*\/test\//, '')}`,
    { skip: skipReason(folder) },
    async (t) => {
      let count = 0
      for (const path of elfFiles(folder)) {
        const elf = await readElfFile(world, path)
        if (elf?.kind !== 'elf' || count >= most) continue
        const expected = runReadelf(path)
        assert.ok(expected, path)
        count++
        // readelf finds version needs and dynamic symbols by section headers alone.
        const { versionNeeds, imports } = expected
        const unseen = elf.sections.length > 0 ? {} : { versionNeeds, imports }
        assert.deepEqual({ ...toComparable(elf), ...unseen }, expected, path)
      }
      compared += count
      t.diagnostic(`${count} files`)
      assert.ok(count > 0, 'no ELF file was compared')
    },
  )
}

test('enough was compared', (t) => {
  t.diagnostic(`${compared} files in all`)
  assert.ok(compared >= 40)
})

function skipReason(folder: string): string | false {
  try {
    execFileSync('readelf', ['--version'], { stdio: 'ignore' })
  } catch {
    return 'readelf is not installed'
  }
  try {
    readdirSync(folder)
    return false
  } catch {
    return `${folder} is not here`
  }
}

function elfFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
    .filter(
      (path) => lstatSync(path).isFile() && !path.endsWith('.a') && !path.endsWith('-archive'),
    )
}
