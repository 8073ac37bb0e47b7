import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { BoardFacts } from '../../board/board-facts.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import { chooseLinker, type LinkerEvidence } from './choose-linker.ts'
import { glibcOf, judgeGcc } from './cross-gcc.ts'
import { findTargetAbi } from './target-abi.ts'

const board: BoardFacts = { schema: 'ferry.board/1', libc: { kind: 'glibc', version: '2.31' } }
const sysroot = { path: '/s', why: "the board's own release, Debian 11" }

/** crt1.o of Debian's arm-linux-gnueabihf-gcc as ElfFacts sees it, changed by `more`. */
function crt1(more: Partial<ElfFacts> = {}): ElfFacts {
  const facts = {
    kind: 'elf',
    machine: 'arm',
    bits: 32,
    endian: 'little',
    floatAbi: 'hard',
    arm: { all: {}, cpuArch: 10 },
  }
  return { ...facts, ...more } as ElfFacts
}

function check(evidence: Partial<LinkerEvidence> & { target: string }, expected: string): void {
  const { target, ...rest } = evidence
  const { chosen, rejected } = chooseLinker({ abi: findTargetAbi(target)!, board, ...rest })
  assert.equal(
    `${chosen?.kind ?? 'none'} (${rejected.map(({ kind }) => kind).join(' ')})`,
    expected,
  )
}

test('the first way that can serve is taken, and the others say why not', () => {
  const armv7 = 'armv7-unknown-linux-gnueabihf'
  check({ target: armv7, lld: '/lld', sysroot }, 'rust-lld ()')
  check(
    { target: armv7, sysroot, gcc: { name: 'gcc', start: crt1(), glibc: '2.31' } },
    'gcc (rust-lld)',
  )
  check(
    { target: armv7, lld: '/lld', sysroot: { missing: 'no network' }, zig: ['zig'] },
    'zig (rust-lld gcc)',
  )
  check({ target: armv7, lld: '/lld' }, 'none (rust-lld gcc zig)')
  check(
    { target: 'aarch64-unknown-linux-musl', lld: '/lld', selfContained: true },
    'self-contained ()',
  )
  check({ target: 'aarch64-unknown-linux-musl', lld: '/lld', sysroot }, 'rust-lld (self-contained)')
})

test('a gcc is judged by what it puts into every program', () => {
  const judge = (target: string, start: ElfFacts | undefined, glibc = '2.31'): string =>
    judgeGcc({ name: 'gcc', glibc, ...(start ? { start } : {}) }, findTargetAbi(target)!, board)
      .kind
  assert.equal(judge('armv7-unknown-linux-gnueabihf', crt1()), 'serves')
  // The trap: Debian's armhf gcc for an ARMv6 board.
  assert.equal(judge('arm-unknown-linux-gnueabihf', crt1()), 'cpu-too-new')
  assert.equal(
    judge('arm-unknown-linux-gnueabihf', crt1({ arm: { all: {}, cpuArch: 6 } })),
    'serves',
  )
  assert.equal(judge('armv7-unknown-linux-gnueabi', crt1()), 'wrong-machine')
  assert.equal(judge('aarch64-unknown-linux-gnu', crt1()), 'wrong-machine')
  assert.equal(judge('armv7-unknown-linux-gnueabihf', crt1(), '2.36'), 'libc-too-new')
  assert.equal(judge('armv7-unknown-linux-gnueabihf', undefined), 'no-start-files')
})

test('the glibc of a libc.so.6 is its newest plain version', () => {
  const versionDefinitions = [
    'GLIBC_2.4',
    'GLIBC_2.34',
    'GLIBC_2.9',
    'GLIBC_PRIVATE',
    'GLIBC_ABI_DT_RELR',
  ]
  assert.equal(glibcOf(crt1({ versionDefinitions })), '2.34')
  assert.equal(glibcOf(undefined), undefined)
})
