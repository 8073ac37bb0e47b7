import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import { knowledgeModules } from '../scripts/knowledge/modules.ts'
import { readTsv } from '../scripts/knowledge/tsv.ts'
import { parseBoards } from '../src/core/board/known-board.ts'
import { matchCompatible } from '../src/core/board/match-compatible.ts'
import { decodeRpiRevision } from '../src/core/board/rpi-revision.ts'
import { findCore } from '../src/core/cpu/cores.ts'
import { BOARD_SILICON } from '../src/core/knowledge/board-silicon.ts'
import { BOARDS } from '../src/core/knowledge/boards.ts'
import { LINKERS } from '../src/core/knowledge/linkers.ts'
import { OS_LIBC } from '../src/core/knowledge/os-libc.ts'
import { RUST_TARGETS } from '../src/core/knowledge/rust-targets.ts'
import { SOCS } from '../src/core/knowledge/socs.ts'
import { chooseForBoard } from '../src/core/target/choose-for-board.ts'
import { explainTarget } from '../src/core/target/explain-target.ts'
import { parseRustTargets } from '../src/core/target/rust-target.ts'

const folder = resolve(import.meta.dirname, '../src/core/knowledge')
const targets = parseRustTargets(RUST_TARGETS)
const tables = parseBoards(BOARDS, BOARD_SILICON, SOCS)

test('the generated tables are those that facts/ give', () => {
  for (const [name, text] of Object.entries(knowledgeModules()))
    assert.equal(
      readFileSync(resolve(folder, name), 'utf8'),
      text,
      `${name}: run node scripts/knowledge.ts`,
    )
})

test('every target of rustc is explained, every Linux target in full', () => {
  assert.ok(targets.size >= 322)
  for (const target of targets.values()) {
    const e = explainTarget(target.name, { targets, linkers: LINKERS })
    assert.ok(e?.exists, target.name)
    assert.equal(
      e.pieces.length,
      target.name.split('-').length,
      `${target.name}: a piece is not explained`,
    )
    for (const { text, means } of e.pieces) assert.ok(means.length > 2, `${target.name}: ${text}`)
    assert.ok(e.cpu.isa !== '' && e.cpu.bits > 0)
    if (target.os !== 'linux') continue
    if (/unikraft|wasm32|linux-none/.test(target.name)) continue
    assert.ok(e.interpreter !== undefined, `${target.name}: interpreter`)
    assert.ok(e.libc !== undefined, `${target.name}: libc`)
    assert.ok(e.linkers.length >= 5, `${target.name}: linkers`)
    if (target.tier <= 2 && target.env === 'gnu')
      assert.ok(
        e.libc.minimum !== undefined && e.minimumKernel !== undefined,
        `${target.name}: minimums`,
      )
  }
})

test('the table of targets agrees with the table of the rustc book', () => {
  for (const row of readTsv('targets')) {
    const target = targets.get(row('target'))
    assert.ok(target, row('target'))
    assert.equal(String(target.tier), row('doc_tier'), `${target.name}: tier`)
    assert.equal(target.endian, row('endian'), target.name)
    assert.equal(String(target.bits), row('ptr_width'), target.name)
    assert.equal(target.features.join(','), row('features'), target.name)
    assert.equal(String(target.maxAtomicBits ?? ''), row('max_atomic_width'), target.name)
  }
})

test('linkers.tsv and the interpreters agree', () => {
  for (const row of readTsv('linkers')) {
    const e = explainTarget(row('rust_target'), { targets, linkers: LINKERS })
    assert.equal(e?.interpreter, row('elf_interpreter').split(' ')[0], row('rust_target'))
    if (row('debian_binary')) assert.equal(e?.linker, row('debian_binary'), row('rust_target'))
  }
})

test('every Raspberry Pi revision code of the vendor’s table decodes to its row', () => {
  for (const row of readTsv('rpi-revisions')) {
    const code = row('revision')
    const decoded = decodeRpiRevision(code)
    assert.ok(decoded, code)
    assert.equal(decoded.type, row('model'), code)
    assert.equal(decoded.memory, row('ram').replace(/ .*/, ''), code)
    assert.equal(decoded.processor, row('soc'), code)
    assert.equal(decoded.core, row('cpu'), code)
    assert.equal(String(decoded.bits), row('max_bits'), code)
    assert.ok(findCore(decoded.core), code)
    assert.deepEqual(
      decodeRpiRevision(`3${code.padStart(7, '0')}`)?.type,
      decoded.type,
      'flags above bit 23',
    )
  }
})

test('a board is found again by its own compatible list', () => {
  const lost: string[] = []
  for (const board of tables.boards) {
    if (board.compatible.length === 0) continue
    const match = matchCompatible(board.compatible, tables)
    const same = match?.kind === 'board' && match.board.silicon.isa === board.silicon.isa
    if (!same) lost.push(board.name)
  }
  // arm,realview-eb is one entry for boards with three generations of cores.
  assert.deepEqual(
    lost.filter((name) => !name.includes('RealView')),
    [],
  )
})

test('the choice for a board agrees with the targets that its table row lists', () => {
  const wrong: string[] = []
  for (const row of readTsv('boards')) {
    const listed = `${row('rust_targets_64')} ${row('rust_targets_32')}`.trim().split(' ')
    if (listed[0] === '') continue
    const board = tables.boards.find(
      (b) => b.name === row('board_name').trim() && b.compatible.join(' ') === row('dt_compatible'),
    )
    if (!board || row('quirks') === 'nommu') continue
    const { choice } = chooseForBoard(board, undefined, OS_LIBC)
    if (choice.target === undefined || !listed.includes(choice.target))
      wrong.push(`${board.name}: ${choice.target ?? '-'} of ${listed.join(' ')}`)
  }
  assert.deepEqual(wrong, [])
})

test('every target that a choice can give is one of rustc', () => {
  for (const board of tables.boards) {
    const { choice } = chooseForBoard(board, undefined, OS_LIBC)
    for (const name of [choice.target, ...choice.alternatives.map((a) => a.target)])
      if (name !== undefined) assert.ok(targets.has(name), `${board.name}: ${name}`)
  }
})
