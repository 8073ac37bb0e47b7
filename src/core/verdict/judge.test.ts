import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardSamples, type BoardSample } from '../../../test/fakes/board-samples.ts'
import { elfBytes, elfSample } from '../../../test/fakes/elf-sample.ts'
import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { readElfBytes } from '../elf/read-elf-bytes.ts'
import { judge } from './judge.ts'
import type { JudgeOptions } from './judge-context.ts'

/** `fails: elf/x`, `unsure: elf/y, elf/z`, `runs`. Notes stand in brackets. */
function verdictOf(elf: ElfFacts, board: BoardFacts, options: JudgeOptions = {}): string {
  const { verdict, findings } = judge(elf, board, options)
  const codes = findings.map((f) => (f.severity === 'note' ? `[${f.code}]` : f.code))
  return codes.length > 0 ? `${verdict}: ${codes.join(', ')}` : verdict
}

function check(
  fixture: string,
  board: BoardSample,
  expected: string,
  options: JudgeOptions = {},
): void {
  test(`${fixture} on ${board}`, () => {
    assert.equal(verdictOf(elfSample(fixture), boardSamples[board], options), expected)
  })
}

// What runs.
check('armv6-static', 'pi-zero', 'runs')
check('armhf-dynamic', 'pi-3-32', 'runs')
check('armhf-dynamic', 'debian-13-armhf', 'runs')
check('armv7-static', 'debian-13-armhf', 'runs')
check('armel-dynamic', 'armv5', 'runs')
check('aarch64-static', 'pi-4', 'runs')
check('aarch64-static-pie', 'pi-4', 'runs')
check('aarch64-dynamic', 'pi-4', 'runs')
check('aarch64-no-sections', 'pi-4', 'runs')
check('aarch64-build-id', 'pi-5', 'runs')
check('aarch64-bti', 'pi-4', 'runs')
check('riscv64-static', 'visionfive', 'runs')
check('riscv64-dynamic', 'visionfive', 'runs')
check('mips-static', 'router', 'runs')

// A 64-bit kernel under a 32-bit userland starts static 64-bit programs; the loader is not there.
check('aarch64-static', 'pi-3-32', 'runs')
check('aarch64-dynamic', 'pi-3-32', 'fails: elf/interpreter-missing')
// A static program has no library to pass floats to.
check('armv6-static', 'pi-3-32', 'runs: [elf/cp15-barrier]')
check('armv5-static', 'pi-zero', 'runs')
// A static musl program on a glibc board, a static glibc one on a musl board.
check('aarch64-static', 'alpine', 'runs')

// The file itself.
check('armv7-archive', 'pi-4', 'fails: elf/not-elf')
check('aarch64-object', 'pi-4', 'fails: elf/not-executable')
check('aarch64-object', 'pi-4', 'runs', { role: 'object' })
check('aarch64-library', 'pi-4', 'fails: elf/not-executable')
check('aarch64-library', 'pi-4', 'runs', { role: 'library' })
check('armv7em-bare', 'debian-13-armhf', 'fails: elf/not-executable')

// Machine, class, byte order.
check('x86-64-static', 'pi-4', 'fails: elf/wrong-machine')
check('aarch64-static', 'debian-13-armhf', 'fails: elf/wrong-machine')
check('armv7-static', 'alpine', 'unsure: elf/wrong-machine')
check('riscv32-static', 'visionfive', 'fails: elf/wrong-class')
check('mipsel-r6-static', 'router', 'fails: elf/wrong-endian')
check('mips64el-static', 'router', 'fails: elf/wrong-endian')
check('powerpc-static', 'router', 'fails: elf/wrong-machine')
check('i386-static', 'pi-4', 'fails: elf/wrong-machine')

// Float ABI and CPU.
check('armel-dynamic', 'pi-zero', 'fails: elf/float-abi, elf/interpreter-missing')
check(
  'armhf-dynamic',
  'armv5',
  'fails: elf/float-abi, elf/cpu-too-new, elf/interpreter-missing, elf/cpu-feature',
)
check('armhf-dynamic', 'pi-zero', 'fails: elf/cpu-too-new, elf/cpu-feature')
check('armv7-static', 'pi-zero', 'fails: elf/cpu-too-new, elf/cpu-feature')
check('armv6-thumb2-tag', 'pi-zero', 'fails: elf/cpu-too-new')
check('armv8-static', 'debian-13-armhf', 'unsure: elf/cpu-too-new')
check('armv7-stripped', 'pi-zero', 'unsure: elf/cpu-too-new')
check('armv7-stripped', 'debian-13-armhf', 'runs')
check('armv7-neon-static', 'd16-board', 'unsure: elf/cpu-feature')
check('riscv64-zba-static', 'visionfive', 'unsure: elf/cpu-feature')
check('riscv64-soft-static', 'visionfive', 'runs')

// Libraries.
check('armhf-musl', 'debian-13-armhf', 'fails: elf/interpreter-missing, elf/library-missing')
check('aarch64-dynamic', 'alpine', 'fails: elf/interpreter-missing, elf/library-missing')
check('aarch64-glibc-2.39', 'pi-4', 'fails: elf/glibc-too-new')
check('aarch64-needs-openssl-1.1', 'pi-4', 'fails: elf/library-missing')
check('aarch64-needs-openssl-1.1', 'pi-4', 'runs', { beside: ['libssl.so.1.1'] })
check('aarch64-needs-libstdcxx', 'pi-4', 'fails: elf/symbol-version-missing')
check('aarch64-runpath', 'pi-4', 'unsure: elf/library-missing')
check('aarch64-runpath', 'pi-4', 'runs', { beside: ['libown.so'] })
check('aarch64-rust-std-shared', 'pi-4', 'fails: elf/library-missing')
check('aarch64-needs-openssl-1.1', 'old-kernel', 'unsure: elf/library-missing')

// Loader and kernel.
check('aarch64-relr-table', 'pi-4', 'runs')
check('aarch64-relr-table', 'alpine', 'fails: elf/interpreter-missing, elf/relr')
check('aarch64-relr-table', 'old-kernel', 'fails: elf/relr')
check('armhf-4k-pages', 'pi-5', 'fails: elf/page-size')
check('aarch64-library', 'pi-5', 'fails: elf/page-size', { role: 'library' })
check('aarch64-old-glibc-static', 'old-kernel', 'fails: elf/kernel-too-old')
check('aarch64-old-glibc-static', 'pi-4', 'runs')
check('aarch64-jemalloc-4k', 'pi-5', 'fails: elf/jemalloc-page-size')
check('aarch64-jemalloc-64k', 'pi-5', 'runs')
check('aarch64-jemalloc-4k', 'pi-4', 'runs')
check('aarch64-jemalloc-stripped', 'pi-5', 'unsure: elf/jemalloc-page-size')
check('armhf-time32', 'debian-13-armhf', 'unsure: elf/time64')
check('armhf-time64', 'debian-13-armhf', 'runs')
check('armhf-time32', 'pi-3-32', 'runs')

// Nothing known: every doubt that matters is named.
check('aarch64-static', 'unknown', 'unsure: elf/wrong-machine')

test('facts by hand: what follows from system and ABI need not be said', () => {
  const board: BoardFacts = {
    schema: 'ferry.board/1',
    name: 'by-hand',
    kernel: { machine: 'aarch64', pageSize: 4096 },
    userland: { machine: 'aarch64', bits: 64, endian: 'little' },
    libc: { kind: 'glibc', version: '2.36' },
    os: { id: 'debian', version: '12' },
  }
  assert.equal(verdictOf(elfSample('aarch64-dynamic'), board), 'runs')
  const musl: BoardFacts = { ...board, libc: { kind: 'musl', version: '1.2.5' } }
  assert.match(verdictOf(elfSample('aarch64-dynamic'), musl), /^fails: elf\/interpreter-missing/)
})

// The opt-out.
check('armv7-stripped', 'pi-zero', 'runs: [elf/cpu-too-new]', { allow: ['elf/cpu-too-new'] })

test('damaged: a cut file', () => {
  const whole = elfBytes('aarch64-dynamic')
  const cut = readElfBytes(whole.subarray(0, 700))
  assert.match(verdictOf(cut, boardSamples['pi-4']), /^fails: elf\/damaged/)
  const headless = readElfBytes(whole.subarray(0, 30))
  assert.match(verdictOf(headless, boardSamples['pi-4']), /^fails: elf\/damaged/)
})

test('not-elf names what it is', () => {
  const text = new TextEncoder().encode('#!/bin/sh\necho hello\n')
  const [finding] = judge(readElfBytes(text), boardSamples['pi-4']).findings
  assert.equal(finding?.code, 'elf/not-elf')
  assert.match(finding?.message ?? '', /script for \/bin\/sh/)
})

test('a weak version need only warns from glibc 2.30 on', () => {
  const elf = elfSample('aarch64-glibc-2.39')
  const weak: ElfFacts = {
    ...elf,
    versionNeeds: elf.versionNeeds.map((need) => ({
      ...need,
      versions: need.versions.map((v) =>
        v.name === 'GLIBC_2.39' ? { ...v, flags: 2, weak: true } : v,
      ),
    })),
  }
  assert.equal(verdictOf(weak, boardSamples['pi-4']), 'unsure: elf/glibc-too-new')
  const old = { ...boardSamples['pi-4'], libc: { kind: 'glibc', version: '2.29' } } as const
  assert.equal(verdictOf(weak, old), 'fails: elf/glibc-too-new')
})

test('glibc: the guilty symbols and their cause', () => {
  const [finding] = judge(elfSample('aarch64-glibc-2.39'), boardSamples['pi-4']).findings
  assert.equal(finding?.need, 'GLIBC_2.39')
  assert.equal(finding?.got, '2.36')
  assert.deepEqual(finding?.guilty, ['pidfd_spawnp@GLIBC_2.39', 'pidfd_getpid@GLIBC_2.39'])
  assert.match(finding?.message ?? '', /Rust’s std/)
  assert.deepEqual(finding?.fix?.command, ['ferry', 'build', '--on', 'pi-4'])
})

test('cpu-feature: rustc 1.94 and later on a CPU without d16–d31', () => {
  const elf = { ...elfSample('armv7-static'), toolchain: { rustc: '1.94.0', compilers: [] } }
  assert.equal(verdictOf(elf, boardSamples['d16-board']), 'unsure: elf/cpu-feature')
  const before = { ...elf, toolchain: { rustc: '1.93.1', compilers: [] } }
  assert.equal(verdictOf(before, boardSamples['d16-board']), 'runs')
})

test('no-space and noexec', () => {
  const elf = elfSample('aarch64-static')
  const board = boardSamples['pi-4']
  const full = { ...board, places: [{ path: '/home/pi', freeBytes: 1000, writable: true }] }
  assert.equal(verdictOf(elf, full), 'fails: board/no-space')
  assert.equal(verdictOf(elf, full, { bytes: 0 }), 'runs')
  const noexec = { ...board, places: [{ path: '/tmp', writable: true, noexec: true }] }
  assert.equal(verdictOf(elf, noexec), 'fails: board/noexec')
  assert.equal(verdictOf(elf, board, { place: '/tmp/app' }), 'fails: board/noexec')
})

test('x86-64 levels', () => {
  const elf = { ...elfSample('x86-64-static'), properties: [{ type: 0xc0008002, value: 7 }] }
  const board: BoardFacts = {
    schema: 'ferry.board/1',
    name: 'box',
    cpu: { features: ['sse2', 'cx16', 'lahf_lm', 'popcnt', 'pni', 'sse4_1', 'sse4_2', 'ssse3'] },
    userland: { machine: 'x86-64', bits: 64, endian: 'little' },
    interpreters: ['/lib64/ld-linux-x86-64.so.2'],
    libc: { kind: 'glibc', version: '2.36' },
  }
  const dynamic = { ...elf, interpreter: '/lib64/ld-linux-x86-64.so.2' }
  assert.equal(verdictOf(dynamic, board), 'fails: elf/cpu-feature')
  // Only a loader refuses, and only glibc's from 2.33 on.
  assert.equal(verdictOf(elf, board), 'unsure: elf/cpu-feature')
  const older = { ...board, libc: { kind: 'glibc', version: '2.31' } } as const
  assert.equal(verdictOf(dynamic, older), 'unsure: elf/cpu-feature')
})

test('MIPS extensions by the ABI flags', () => {
  const elf = elfSample('mips-static')
  const flags = { isaLevel: 32, isaRevision: 2, gprSize: 1, cpr1Size: 0, cpr2Size: 0, fpAbi: 3 }
  const withDsp = { ...elf, mips: { ...flags, isaExtension: 0, ases: 0x3 } }
  const cpu = (...features: readonly string[]): BoardFacts => ({
    ...boardSamples.router,
    cpu: { features },
  })
  assert.equal(verdictOf(withDsp, cpu('mips16', 'dsp', 'dsp2')), 'runs')
  assert.equal(verdictOf(withDsp, cpu('mips16', 'dsp')), 'unsure: elf/cpu-feature')
  assert.equal(verdictOf(withDsp, cpu()), 'unsure: elf/cpu-feature')
})

test('an ARM tag that is too new: who made the file', () => {
  const elf = elfSample('armv7-static')
  const made = { ...elf, toolchain: { rustc: '1.85.0', compilers: ['GCC: (Debian) 12.2.0'] } }
  const tag = judge(made, boardSamples['pi-zero']).findings.find(
    ({ code }) => code === 'elf/cpu-too-new',
  )
  assert.deepEqual(tag?.guilty, ['rustc 1.85.0', 'GCC: (Debian) 12.2.0'])
})

test('MIPS Release 6 and earlier exclude each other', () => {
  const board: BoardFacts = {
    ...boardSamples.router,
    userland: { machine: 'mips', bits: 32, endian: 'little', flags: 0x70001007 },
  }
  assert.equal(verdictOf(elfSample('mipsel-r6-static'), board), 'fails: elf/cpu-too-new')
})

test('unsure always carries a warning, fails an error', () => {
  const names = ['armv7-stripped', 'aarch64-dynamic', 'riscv64-zba-static', 'x86-64-static']
  for (const name of names) {
    for (const board of Object.values(boardSamples)) {
      const { verdict, findings } = judge(elfSample(name), board)
      const severities = new Set(findings.map((f) => f.severity))
      assert.equal(verdict === 'fails', severities.has('error'))
      assert.equal(verdict === 'unsure', !severities.has('error') && severities.has('warning'))
      for (const finding of findings) assert.match(finding.message, /[.!]$/)
    }
  }
})
