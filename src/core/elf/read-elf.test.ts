import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { elfBytes, elfSample } from '../../../test/fakes/elf-sample.ts'
import { readElf } from './read-elf.ts'
import { readElfBytes } from './read-elf-bytes.ts'
import { jemallocPageSize } from './scan-elf.ts'

/** The facts that tell fixtures apart, in one line. */
function check(fixture: string, expected: string): void {
  test(fixture, () => {
    const elf = elfSample(fixture)
    const line = [
      elf.machine,
      elf.bits,
      elf.endian,
      elf.shape,
      elf.floatAbi ?? '-',
      elf.interpreter ?? '-',
    ]
    assert.equal(line.join(' '), expected)
    assert.deepEqual(elf.problems, [])
  })
}

check('armv6-static', 'arm 32 little static hard -')
check('armv5-static', 'arm 32 little static soft -')
check('armv7-stripped', 'arm 32 little static hard -')
check('armhf-dynamic', 'arm 32 little pie hard /lib/ld-linux-armhf.so.3')
check('armel-dynamic', 'arm 32 little pie soft /lib/ld-linux.so.3')
check('armhf-musl', 'arm 32 little pie hard /lib/ld-musl-armhf.so.1')
check('armeb-static', 'arm 32 big object soft -')
check('aarch64-static-pie', 'aarch64 64 little static-pie - -')
check('aarch64-no-sections', 'aarch64 64 little pie - /lib/ld-linux-aarch64.so.1')
check('aarch64-library', 'aarch64 64 little shared-object - -')
check('aarch64-object', 'aarch64 64 little object - -')
check('riscv64-static', 'riscv 64 little static hard -')
check('riscv64-soft-static', 'riscv 64 little static soft -')
check('riscv32-static', 'riscv 32 little static soft -')
check('mips-static', 'mips 32 big static hard -')
check('mips64el-static', 'mips 64 little static hard -')
check('powerpc-static', 'powerpc 32 big static - -')
check('powerpc64le-static', 'powerpc64 64 little static - -')
check('i386-static', 'i386 32 little static - -')
check('x86-64-static', 'x86-64 64 little static - -')

test('version needs with their symbols', () => {
  const [need] = elfSample('aarch64-glibc-2.39').versionNeeds
  assert.equal(need?.file, 'libc.so.6')
  assert.deepEqual(
    need?.versions.map((v) => [v.name, v.symbols]),
    [
      ['GLIBC_2.17', ['abort']],
      ['GLIBC_2.34', ['__libc_start_main']],
      ['GLIBC_2.39', ['pidfd_spawnp', 'pidfd_getpid']],
    ],
  )
})

test('the same dynamic facts with and without section headers', () => {
  const elf = elfSample('aarch64-no-sections')
  assert.deepEqual(elf.sections, [])
  assert.deepEqual(elf.needed, ['libc.so.6'])
  assert.deepEqual(elf.imports, ['abort@GLIBC_2.17'])
})

test('ARM attributes by name and number', () => {
  const { arm } = elfSample('armv7-neon-static')
  assert.equal(arm?.cpuArch, 10)
  assert.equal(arm?.profile, 'A')
  assert.equal(arm?.fpArch, 3)
  assert.equal(arm?.simdArch, 1)
  assert.equal(arm?.vfpArgs, 1)
  assert.equal(arm?.all['ABI_align_needed'], 1)
  assert.equal(arm?.all['conformance'], '2.09')
  assert.equal(elfSample('armv6-static').arm?.cpuName, 'arm1136jf-s')
})

test('RISC-V attributes, MIPS ABI flags', () => {
  assert.equal(
    elfSample('riscv64-zba-static').riscv?.arch,
    'rv64i2p0_m2p0_a2p0_f2p0_d2p0_c2p0_zba1p0',
  )
  const { mips } = elfSample('mipsel-r6-static')
  assert.deepEqual([mips?.isaLevel, mips?.isaRevision, mips?.fpAbi], [32, 6, 6])
})

test('notes: build id, ABI tag, properties', () => {
  assert.match(elfSample('aarch64-build-id').buildId ?? '', /^[0-9a-f]{40}$/)
  assert.deepEqual(elfSample('aarch64-old-glibc-static').abiTag, { os: 0, kernel: '5.10.0' })
  assert.deepEqual(elfSample('aarch64-bti').properties, [{ type: 0xc0000000, value: 3 }])
})

test('RUNPATH, SONAME, versions defined', () => {
  assert.deepEqual(elfSample('aarch64-runpath').runpath, ['$ORIGIN/lib', '/opt/app/lib'])
  assert.equal(elfSample('aarch64-library').soname, 'libone.so.1')
})

test('jemalloc: its page size by the size of its table, or only that it is there', () => {
  assert.equal(elfSample('aarch64-jemalloc-4k').scan?.jemalloc?.pageSize, 4096)
  assert.equal(elfSample('aarch64-jemalloc-64k').scan?.jemalloc?.pageSize, 65_536)
  assert.deepEqual(elfSample('aarch64-jemalloc-stripped').scan?.jemalloc, { seen: 'its messages' })
  assert.equal(elfSample('aarch64-static').scan?.jemalloc, undefined)
})

test('jemalloc: bytes of its table → bytes of a page, as builds of it have them', () => {
  const sizes = [1600, 1536, 1472].map((size) => jemallocPageSize(size, 64))
  assert.deepEqual(sizes, [4096, 16_384, 65_536])
  assert.deepEqual(
    [288, 256, 224].map((size) => jemallocPageSize(size, 32)),
    [4096, 16_384, 65_536],
  )
  assert.equal(jemallocPageSize(1598, 64), undefined)
})

test('what is no ELF is named', () => {
  const of = (text: string): string | undefined =>
    readElfBytes(new TextEncoder().encode(text)).looksLike
  assert.equal(of(''), 'empty')
  assert.equal(of('#!/usr/bin/python3\n'), 'a script for /usr/bin/python3')
  assert.equal(of('MZ\u0090'), 'a Windows program')
  assert.equal(
    of('version https://git-lfs.github.com/spec/v1\n'),
    'a Git LFS pointer (run git lfs pull)',
  )
  assert.equal(of('hello\n'), 'text')
  assert.equal(of('\u007fELF'), 'a damaged ELF file')
  assert.equal(
    readElfBytes(elfBytes('armv7-archive')).looksLike,
    'an archive of object files (.a or .rlib)',
  )
})

test('it asks for pieces, not for the file', () => {
  const bytes = elfBytes('aarch64-dynamic')
  const size = 3_000_000_000
  const reading = readElf(size)
  let [asked, largest] = [0, 0]
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    assert.ok(offset >= 0 && offset + length <= size)
    asked += length
    largest = Math.max(largest, length)
    step = reading.next(bytes.subarray(offset, offset + length))
  }
  assert.equal(step.value.needed.length, 2)
  assert.ok(largest <= 4 * 1024 * 1024 && asked < 1024 * 1024, `${asked} bytes asked`)
})

test('every fixture is read without a problem', () => {
  const folder = join(import.meta.dirname, '../../../test/fixtures/elf/built')
  for (const name of readdirSync(folder)) {
    const elf = elfSample(name)
    if (name === 'armv7-archive') continue
    assert.equal(elf.kind, 'elf', name)
    assert.deepEqual(elf.problems, [], name)
  }
})
