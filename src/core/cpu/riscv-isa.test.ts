import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { parseIsa, readRiscvIsa } from './riscv-isa.ts'

test('an ISA string is taken apart', () => {
  assert.deepEqual(parseIsa('rv64imafdc_zicsr2p0_zba'), {
    bits: 64,
    extensions: ['i', 'm', 'a', 'f', 'd', 'c', 'zicsr', 'zba'],
  })
  assert.deepEqual(parseIsa('rv32gc')?.extensions, ['i', 'm', 'a', 'f', 'd', 'c'])
  assert.equal(parseIsa('armv7l'), undefined)
})

test('the v of a T-Head C906 is the draft, whatever the string says', () => {
  const isa = readRiscvIsa({
    schema: 'ferry.board/1',
    cpu: { core: 'thead-c906', isaString: 'rv64imafdcvu' },
  })
  assert.equal(isa?.draftVector, true)
  assert.equal(isa?.rva23, false)
})

test('a core without a string gives its own ISA', () => {
  const isa = readRiscvIsa({ schema: 'ferry.board/1', cpu: { core: 'sifive-u74' } })
  assert.ok(isa?.extensions.has('zbb'))
})

test('any text is survived', () => {
  fc.assert(fc.property(fc.string(), (text) => parseIsa(text) === undefined || true))
})
