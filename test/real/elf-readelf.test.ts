/** Differential test: ferry's facts are GNU readelf's, on the fixtures, on programs and libraries of this host, and on the cross libraries that are installed. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ElfFacts } from '../../src/core/elf/elf-facts.ts'
import { readElfFile } from '../../src/work/read-elf-file.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { runReadelf, type Comparable } from './parse-readelf.ts'

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
        assert.deepEqual({ ...comparable(elf), ...unseen }, expected, path)
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

const types = ['NONE', 'REL', 'EXEC', 'DYN', 'CORE']

function comparable(elf: ElfFacts): Comparable {
  const hex = (n: number): string => n.toString(16)
  const rights = (flags: number): string =>
    `${flags & 4 ? 'R' : ''}${flags & 2 ? 'W' : ''}${flags & 1 ? 'E' : ''}`
  const segments = elf.segments.map((s) =>
    [...[s.offset, s.vaddr, s.fileSize, s.memorySize].map(hex), rights(s.flags), hex(s.align)].join(
      ' ',
    ),
  )
  return {
    header: {
      class: `ELF${elf.bits}`,
      data: elf.endian,
      type: types[elf.type] ?? '',
      entry: `0x${hex(elf.entry)}`,
      flags: `0x${hex(elf.flags)}`,
      segments: elf.segments.length,
      sections: elf.sections.length,
    },
    segments,
    sections: elf.sections.map((s) => `${hex(s.address)} ${hex(s.offset)} ${hex(s.size)}`),
    interpreter: elf.interpreter ?? '',
    needed: [...elf.needed],
    soname: elf.soname ?? '',
    search: [elf.rpath, elf.runpath]
      .filter((list) => list.length > 0)
      .map((list) => list.join(':')),
    versionNeeds: elf.versionNeeds.flatMap(({ file, versions }) =>
      versions.map(
        (v) =>
          `${file} ${v.name} ${v.flags === 2 ? 'WEAK' : v.flags === 0 ? 'none' : v.flags} ${v.index}`,
      ),
    ),
    versionDefinitions: [...elf.versionDefinitions],
    imports: [...elf.imports],
    buildId: elf.buildId ?? '',
    abiTag: elf.abiTag?.kernel ?? '',
    attributes: Object.keys(elf.arm?.all ?? elf.riscv?.all ?? {}),
  }
}
