import assert from 'node:assert/strict'
import { test } from 'node:test'

import { elfSample } from '../../../test/fakes/elf-sample.ts'
import type { Section } from './elf-facts.ts'
import { nameAddresses } from './name-addresses.ts'

/** [name, address, size, info] of symbols: 0x12 is a global function, 0x10 a global label, 0 a local one. */
type Symbol = readonly [name: string, address: number, size: number, info: number]

/** Which function each address is in; `-` for none. */
function check(symbols: readonly Symbol[], expected: Readonly<Record<number, string>>): void {
  const names = symbols.map(([name]) => `${name}\0`)
  const strings = new TextEncoder().encode(`\0${names.join('')}`)
  const bytes = new Uint8Array(symbols.length * 24 + strings.length)
  const view = new DataView(bytes.buffer)
  let nameAt = 1
  for (const [i, [name, address, size, info]] of symbols.entries()) {
    view.setUint32(i * 24, nameAt, true)
    view.setUint8(i * 24 + 4, info)
    view.setUint16(i * 24 + 6, 1, true)
    view.setUint32(i * 24 + 8, address, true)
    view.setUint32(i * 24 + 16, size, true)
    nameAt += name.length + 1
  }
  bytes.set(strings, symbols.length * 24)
  const base = elfSample('aarch64-static')
  const section = (type: number, offset: number, size: number): Section => ({
    ...(base.sections[0] as Section),
    type,
    offset,
    size,
    link: 1,
  })
  const sections = [
    section(2, 0, symbols.length * 24),
    section(3, symbols.length * 24, strings.length),
  ]
  const elf = { ...base, size: bytes.length, sections }
  const addresses = Object.keys(expected).map(Number)
  const reading = nameAddresses(elf, addresses)
  let step = reading.next()
  while (!step.done) {
    step = reading.next(bytes.subarray(step.value.offset, step.value.offset + step.value.length))
  }
  const found = step.value
  const told = Object.fromEntries(addresses.map((at) => [at, found.get(at) ?? '-']))
  assert.deepEqual(told, expected)
}

test('a function holds what its size says', () => {
  check(
    [
      ['first', 0x1000, 0x20, 0x12],
      ['second', 0x1040, 0x20, 0x12],
    ],
    { 0xfff: '-', 0x1000: 'first', 0x101c: 'first', 0x1020: '-', 0x1040: 'second', 0x2000: '-' },
  )
})

test('a function without a size reaches to the next function or label', () => {
  check(
    [
      ['of_assembly', 0x1000, 0, 0x12],
      ['inside', 0x1080, 0, 0],
      ['label', 0x2000, 0, 0x10],
      ['sized', 0x3000, 0x10, 0x12],
    ],
    { 0x1000: 'of_assembly', 0x1090: 'of_assembly', 0x2004: 'label', 0x3004: 'sized', 0x3010: '-' },
  )
  check([['alone', 0x1000, 0, 0x12]], { 0x1_0fff: 'alone', 0x1_1000: '-' })
})

test('a part of a function has a name of its own, the rest the function’s', () => {
  check(
    [
      ['whole', 0x1000, 0x100, 0x12],
      ['part', 0x1040, 0x10, 0x12],
    ],
    { 0x1020: 'whole', 0x1044: 'part', 0x1080: 'whole' },
  )
})
