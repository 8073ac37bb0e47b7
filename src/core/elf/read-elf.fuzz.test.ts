import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { boardSamples } from '../../../test/fakes/board-samples.ts'
import { elfBytes } from '../../../test/fakes/elf-sample.ts'
import { judge } from '../verdict/judge.ts'
import { readElfBytes } from './read-elf-bytes.ts'

const names = readdirSync(join(import.meta.dirname, '../../../test/fixtures/elf/built'))
const files = names.map((name) => elfBytes(name))
const boards = Object.values(boardSamples)

function readAndJudge(bytes: Uint8Array): void {
  const elf = readElfBytes(bytes, { scan: { crates: true, jemalloc: true } })
  assert.ok(elf.problems.length <= 50)
  for (const board of boards) assert.ok(judge(elf, board).verdict.length > 0)
}

test('arbitrary bytes never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 512 }), readAndJudge), { numRuns: 300 })
})

test('arbitrary bytes behind an ELF magic never throw', () => {
  const head = fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 2))
  const property = fc.property(head, fc.uint8Array({ maxLength: 1024 }), ([bits, data], rest) => {
    readAndJudge(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, bits, data, 1, ...rest]))
  })
  fc.assert(property, { numRuns: 300 })
})

test('real files with bytes changed or cut never throw', () => {
  const change = fc.tuple(fc.nat(4095), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x10, 0x2a))
  const property = fc.property(
    fc.nat(files.length - 1),
    fc.array(change, { maxLength: 12 }),
    fc.option(fc.nat(4095)),
    (which, changes, end) => {
      const bytes = Uint8Array.from(files[which] ?? [])
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      readAndJudge(end === null ? bytes : bytes.subarray(0, end))
    },
  )
  fc.assert(property, { numRuns: 1500 })
})
