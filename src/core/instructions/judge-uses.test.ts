import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { boardHas } from './board-has.ts'
import { parseDeepAnswer, type Reach } from './deep-answer.ts'
import { hwcapNames } from './hwcap-names.ts'
import { judgeUses } from './judge-uses.ts'

type Cpu = NonNullable<BoardFacts['cpu']>

const elf = (machine: string): ElfFacts => ({ machine }) as ElfFacts
const board = (cpu: Cpu, release?: string): BoardFacts => ({
  schema: 'ferry.board/1',
  name: 'pi',
  cpu,
  ...(release === undefined ? {} : { kernel: { release } }),
})

function has(
  machine: string,
  cpu: Cpu,
  expected: Readonly<Record<string, boolean | undefined>>,
): void {
  for (const [feature, answer] of Object.entries(expected)) {
    assert.equal(boardHas(feature, elf(machine), board(cpu)).has, answer, `${machine} ${feature}`)
  }
}

test('what a 32-bit board has', () => {
  const zero = ['half', 'thumb', 'fastmult', 'vfp', 'edsp', 'java', 'tls']
  has(
    'arm',
    { core: 'arm1176jzf-s', features: zero },
    {
      v6: true,
      v6k: true,
      v6t2: false,
      thumb2: false,
      v7: false,
      vfp: true,
      vfpv3: false,
      neon: false,
      idiva: false,
      crc32: false,
    },
  )
  has(
    'arm',
    { core: 'cortex-a9', features: ['half', 'vfp', 'vfpv3', 'vfpv3d16', 'tls'] },
    {
      v7: true,
      v8: false,
      vfpv3: true,
      vfpd32: false,
      neon: false,
      idiva: false,
      vfpv4: false,
      fp16: true,
    },
  )
  has(
    'arm',
    { core: 'cortex-a7' },
    { thumb2: true, neon: true, vfpd32: true, idiva: true, vfpv4: true, v8: false },
  )
  has('arm', { core: 'cortex-a8' }, { neon: true, idiva: false, vfpv4: false })
  has(
    'arm',
    { core: 'cortex-a53', features: ['fp', 'asimd', 'crc32'] },
    { idiva: true, neon: true, v8: true, crc32: true, aes: false },
  )
  has('arm', {}, { v7: undefined, neon: undefined, idiva: undefined })
})

test('what a 64-bit board has', () => {
  const pi3 = ['fp', 'asimd', 'evtstrm', 'crc32', 'cpuid']
  has(
    'aarch64',
    { core: 'cortex-a53', features: pi3 },
    { crc32: true, atomics: false, aes: false, sve: false },
  )
  has('aarch64', { core: 'cortex-a53' }, { crc32: true, atomics: false, aes: undefined })
  // The kernel is too old to name what every such core has.
  has(
    'aarch64',
    { core: 'cortex-a76', features: pi3 },
    { atomics: true, lrcpc: true, asimddp: true, i8mm: false },
  )
  has('aarch64', { hwcap: '0x1fb', hwcap2: '0x0' }, { atomics: true, aes: true, sve: false })
  has('aarch64', {}, { atomics: undefined })
})

test('what a RISC-V board has', () => {
  has('riscv', { isaString: 'rv64imafdcv_zba' }, { v: true, zba: true, zbb: false })
  has('riscv', { isaString: 'rv64imafdcb' }, { zba: true, zbs: true, v: false })
  has('riscv', { core: 'sifive-u74', isaString: 'rv64imafdc' }, { zba: true, zbb: true, v: false })
  has('riscv', {}, { v: undefined })
  const old = board({ isaString: 'rv64imafdc' }, '5.15.0')
  assert.equal(boardHas('zba', elf('riscv'), old).has, undefined)
})

test('bits of AT_HWCAP have the names of the kernel', () => {
  assert.deepEqual(hwcapNames('aarch64', '0x103', '0x2000'), ['fp', 'asimd', 'atomics', 'i8mm'])
  assert.deepEqual(hwcapNames('arm', '0x1040', '0x10'), ['vfp', 'neon', 'crc32'])
  assert.deepEqual(hwcapNames('arm', 'no number', undefined), [])
})

function judged(reach: Reach, cpu: Cpu, feature = 'atomics'): readonly string[] {
  const example = { at: 0x1234, mnemonic: 'ldadd', function: 'app::count', crate: 'app' }
  const use = {
    feature,
    reach,
    instructions: 2,
    functions: 1,
    crates: ['app'],
    examples: [example],
  }
  const answer = { functions: 9, codeBytes: 100, seenBytes: 100, named: true, uses: [use] }
  return judgeUses(answer, elf('aarch64'), board(cpu)).map(
    (f) => `${f.severity} ${f.code} ${f.guilty?.[0]}`,
  )
}

test('an error only for what every start comes by and the CPU is known to lack', () => {
  const lacks = { core: 'cortex-a53', features: ['fp', 'asimd'] }
  const line = 'elf/cpu-feature app::count (app): ldadd at 0x1234'
  assert.deepEqual(judged('certain', lacks), [`error ${line}`])
  assert.deepEqual(judged('open', lacks), [`warning ${line}`])
  assert.deepEqual(judged('unknown', lacks), [`warning ${line}`])
  assert.deepEqual(judged('checked', lacks), [`note ${line}`])
  assert.deepEqual(judged('certain', {}), [`warning ${line}`])
  assert.deepEqual(judged('checked', {}), [])
  assert.deepEqual(judged('certain', { features: ['asimd', 'atomics'] }), [])
})

test('a stripped file says how much of it was seen', () => {
  const answer = { functions: 1, codeBytes: 100, seenBytes: 62, named: false, uses: [] }
  const [note] = judgeUses(answer, elf('arm'), board({}))
  assert.match(note?.message ?? '', /62 %/)
})

test('whatever the helper prints, its reader does not throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const answer = parseDeepAnswer(text)
      assert.ok(answer === undefined || Array.isArray(answer.uses))
    }),
  )
})
