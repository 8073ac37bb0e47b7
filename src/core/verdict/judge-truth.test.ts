/** What running the programs taught (npm run oracle): each case here was once a wrong or a needlessly unsure verdict. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardSamples, type BoardSample } from '../../../test/fakes/board-samples.ts'
import { elfBytes } from '../../../test/fakes/elf-sample.ts'
import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { readElfBytes } from '../elf/read-elf-bytes.ts'
import { judge } from './judge.ts'

/** A fixture with some bytes changed. */
function changed(fixture: string, change: (view: DataView, bytes: Uint8Array) => void): ElfFacts {
  const bytes = elfBytes(fixture)
  change(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes)
  return readElfBytes(bytes)
}

function check(
  name: string,
  elf: ElfFacts,
  board: BoardSample | BoardFacts,
  expected: string,
): void {
  test(name, () => {
    const facts = typeof board === 'string' ? boardSamples[board] : board
    const { verdict, findings } = judge(elf, facts)
    const codes = findings.map(({ code, severity }) => (severity === 'note' ? `[${code}]` : code))
    assert.equal([verdict, ...codes].join(' '), expected)
  })
}

/** Where the first program header of a type lies, in a 64-bit little-endian file. */
function segment(view: DataView, type: number): number {
  const table = Number(view.getBigUint64(32, true))
  const places = Array.from({ length: view.getUint16(56, true) }, (_, i) => table + i * 56)
  const found = places.find((at) => view.getUint32(at, true) === type)
  assert.ok(found !== undefined)
  return found
}

/** Where the dynamic entry of a tag lies. */
function dynamicEntry(view: DataView, tag: number): number {
  let at = Number(view.getBigUint64(segment(view, 2) + 8, true))
  while (Number(view.getBigUint64(at, true)) !== tag) at += 16
  return at
}

function script(text: string): ElfFacts {
  return readElfBytes(new TextEncoder().encode(text))
}

const flippedClass = changed('aarch64-static', (view) => view.setUint8(4, 1))
check('a class byte that Linux does not look at', flippedClass, 'pi-4', 'unsure elf/damaged')

const flippedOrder = changed('aarch64-static', (view) => view.setUint8(5, 2))
check('a data byte that Linux does not look at', flippedOrder, 'pi-4', 'unsure elf/damaged')

const inHeader = changed('aarch64-dynamic', (view) => view.setBigUint64(24, 0n, true))
check('an entry point inside the ELF header', inHeader, 'pi-4', 'fails elf/damaged')

const outside = changed('armv6-static', (view) => view.setUint32(24, 0x7000_0000, true))
check('an entry point outside of every segment', outside, 'pi-zero', 'fails elf/damaged')

const emptied = changed('aarch64-dynamic', (view, bytes) => {
  const offset = Number(view.getBigUint64(segment(view, 2) + 8, true))
  bytes.fill(0, offset, offset + Number(view.getBigUint64(segment(view, 2) + 32, true)))
})
check('an empty dynamic section', emptied, 'pi-4', 'fails elf/damaged')

const symbolless = changed('aarch64-dynamic', (view) => {
  view.setBigUint64(dynamicEntry(view, 6) + 8, 0x4000_0000n, true)
})
check('a symbol table outside of the file', symbolless, 'pi-4', 'fails elf/damaged')

const greedy = changed('aarch64-dynamic', (view) => {
  view.setBigUint64(segment(view, 1) + 40, 0x7fff_0000_0000n, true)
})
check('more memory than there are addresses', greedy, 'pi-4', 'fails elf/damaged')

const cut = readElfBytes(elfBytes('aarch64-dynamic').subarray(0, -200))
check('section headers cut off, which no start looks at', cut, 'pi-4', 'runs [elf/damaged]')

test('packed relocations without their mark: glibc 2.36 and later refuse them, too', () => {
  const elf = readElfBytes(elfBytes('aarch64-relr-table'))
  const version = { flags: 0, weak: false, index: 9, symbols: ['f'], symbolCount: 1 }
  const need = { file: 'libc.so.6', versions: [{ ...version, name: 'GLIBC_2.17' }] }
  const mark = { file: 'libc.so.6', versions: [{ ...version, name: 'GLIBC_ABI_DT_RELR' }] }
  const codes = (facts: ElfFacts): string =>
    judge(facts, boardSamples['pi-4'])
      .findings.map(({ code, severity }) => `${severity} ${code}`)
      .join(' ')
  assert.ok(elf.dynamic.some(({ tag }) => tag === 35))
  assert.equal(codes({ ...elf, versionNeeds: [need] }), 'error elf/relr')
  assert.equal(codes({ ...elf, versionNeeds: [need, mark] }), '')
})

test('ARM marks of libstdc++ and the first versions of a soname need no list', () => {
  const elf = readElfBytes(elfBytes('armhf-dynamic'))
  const board = boardSamples['debian-13-armhf']
  const libraries = { ...board.libraries, 'libssl.so.3': '/usr/lib/libssl.so.3' }
  const verdictOf = (file: string, name: string): string => {
    const version = { name, flags: 0, weak: false, index: 9, symbols: ['f'], symbolCount: 1 }
    const versionNeeds = [{ file, versions: [version] }]
    return judge({ ...elf, needed: [file], versionNeeds }, { ...board, libraries }).verdict
  }
  assert.equal(verdictOf('libstdc++.so.6', 'CXXABI_ARM_1.3.3'), 'runs')
  assert.equal(verdictOf('libssl.so.3', 'OPENSSL_3.0.0'), 'runs')
  assert.equal(verdictOf('libssl.so.3', 'OPENSSL_3.5.0'), 'unsure')
})

test('integer division that the CPU lacks', () => {
  const elf = readElfBytes(elfBytes('armv7-static'))
  const divides: ElfFacts = { ...elf, arm: { all: {}, ...elf.arm, division: 2 } }
  const board = boardSamples['d16-board']
  const features = [...(board.cpu?.features ?? []), 'idiva', 'idivt']
  assert.equal(judge(elf, board).verdict, 'runs')
  assert.equal(judge(divides, board).verdict, 'unsure')
  assert.equal(judge(divides, { ...board, cpu: { features } }).verdict, 'runs')
})

test('a RISC-V CPU with V has its parts', () => {
  const elf = readElfBytes(elfBytes('riscv64-static'))
  const vector: ElfFacts = {
    ...elf,
    riscv: { ...elf.riscv, all: {}, arch: 'rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_v1p0_zvl128b1p0' },
  }
  const board = boardSamples['visionfive']
  const withIt = { ...board, cpu: { isaString: 'rv64imafdcv' } }
  assert.equal(judge(vector, board).verdict, 'unsure')
  assert.equal(judge(vector, withIt).verdict, 'runs')
})

const loaderless: BoardFacts = {
  ...boardSamples['pi-3-32'],
  userland: { machine: 'arm', bits: 32, endian: 'little', floatAbi: 'hard' },
  interpreters: [],
}
const dynamic = readElfBytes(elfBytes('armhf-dynamic'))
check('a board without any loader', dynamic, loaderless, 'fails elf/interpreter-missing')

const shell = script('#!/bin/sh -e\necho hello\n')
check('a script for the shell', shell, 'pi-4', 'runs [elf/not-elf]')
const python = script('#!/usr/bin/python3\nprint()\n')
check('a script for a program that may be there', python, 'pi-4', 'unsure elf/not-elf')
const windows = script('#!/bin/sh\r\necho hello\r\n')
check('a script with Windows line ends', windows, 'pi-4', 'fails elf/not-elf')
check('text that names no program', script('echo hello\n'), 'pi-4', 'fails elf/not-elf')

const armv7 = readElfBytes(elfBytes('armv7-static'))
const kernelOf = (compat32: boolean): BoardFacts => ({
  ...boardSamples['pi-4'],
  kernel: { ...boardSamples['pi-4'].kernel, compat32 },
})
check('32-bit programs on a kernel that starts them', armv7, kernelOf(true), 'runs')
check('32-bit programs on one that does not', armv7, kernelOf(false), 'fails elf/wrong-machine')
