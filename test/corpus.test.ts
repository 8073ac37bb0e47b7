import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { parse } from 'smol-toml'

import { BOARDS } from '../scripts/corpus/boards.ts'
import { keepResults } from '../scripts/corpus/keep-results.ts'
import { lastLines } from '../scripts/corpus/last-lines.ts'
import {
  formatFailures,
  formatShares,
  formatSideBySide,
  formatTable,
  type ProjectResults,
} from '../scripts/corpus/page.ts'
import type { CorpusProject, CorpusResult, CorpusTool } from '../scripts/corpus/project.ts'
import { PROJECTS } from '../scripts/corpus/projects.ts'

const sources = resolve(import.meta.dirname, 'corpus')

test('the corpus has projects and boards enough, each with its sources', () => {
  assert.ok(PROJECTS.length >= 40)
  assert.ok(BOARDS.length >= 6)
  assert.equal(new Set(PROJECTS.map(({ name }) => name)).size, PROJECTS.length)
  const ours = PROJECTS.filter(({ from }) => from === 'ours').map(({ name }) => name)
  assert.deepEqual(ours.toSorted(), readdirSync(sources).toSorted())
  assert.equal(BOARDS.filter(({ forHeavy }) => forHeavy).length, 2)
})

test('versions are pinned: of dependencies by the manifest, of theirs by the lock file', () => {
  for (const { name, from } of PROJECTS) {
    if (from !== 'ours') continue
    assert.ok(existsSync(join(sources, name, 'Cargo.lock')), name)
    assert.ok(!existsSync(join(sources, name, 'ferry.toml')), `${name} has a line of configuration`)
    const manifest = parse(readFileSync(join(sources, name, 'Cargo.toml'), 'utf8')) as Record<
      string,
      Record<string, string | { readonly version?: string; readonly path?: string }>
    >
    const all = { ...manifest['dependencies'], ...manifest['build-dependencies'] }
    for (const [crate, wish] of Object.entries(all)) {
      const version = typeof wish === 'string' ? wish : (wish.version ?? '')
      assert.match(version, /^=\d/, `${name}: ${crate}`)
    }
  }
})

const one: CorpusProject = { name: 'one', from: 'ours', exercises: 'C', prints: /x/ }
const two: CorpusProject = { ...one, name: 'two', packages: ['libx-dev'] }
const [board] = BOARDS
const made = (tool: CorpusTool, ran: boolean, why?: string): CorpusResult => ({
  project: 'one',
  board: board?.name ?? '',
  tool,
  input: '1',
  versions: 'v',
  date: '2026-11-26T06:00:00Z',
  seconds: 12.4,
  load: 3,
  built: ran,
  ran,
  ...(tool === 'ferry' && ran ? { verdict: 'runs' } : {}),
  ...(why === undefined ? {} : { why }),
})
const results = (
  project: CorpusProject,
  byTool: Partial<Record<CorpusTool, readonly CorpusResult[]>>,
): ProjectResults => ({
  project,
  tries: (name, tool) => (name === board?.name ? (byTool[tool] ?? []) : []),
})

test('the first try counts, whatever came after it', () => {
  const all = [
    results(one, { ferry: [made('ferry', false, 'error: x'), made('ferry', true)] }),
    results(two, { ferry: [made('ferry', true)] }),
  ]
  assert.match(formatShares(all).join('\n'), /\| ferry \| 1 of 2 \(50 %\) \| 2 of 2 \(100 %\) \|/)
  assert.match(formatTable(all).join('\n'), /\| one \| C \| runs, ran, 12 s \|/)
  assert.deepEqual(formatFailures(all), [])
})

test('peers are compared over what all three tried, with and without libraries of the board', () => {
  const peers = { 'cargo-zigbuild': [made('cargo-zigbuild', false)], cargo: [made('cargo', true)] }
  const all = [
    results(one, { ferry: [made('ferry', true)], ...peers }),
    results(two, { ferry: [made('ferry', true)], ...peers }),
    results({ ...one, name: 'three' }, { ferry: [made('ferry', true)] }),
  ]
  const rows = formatSideBySide(all).join('\n')
  assert.match(rows, /no library of the board \| 1 \| 1 \| 0 \| 1 \|/)
  assert.match(rows, /all \| 2 \| 2 \| 0 \| 2 \|/)
})

test('a failure that nobody looked into says so', () => {
  const failed = made('ferry', false, 'a\nerror: no | way\nb\nexit code 5')
  const [line] = formatFailures([results(one, { ferry: [failed] })])
  assert.match(line ?? '', /^- one on .*: not looked into yet: error: no ¦ way$/)
})

test('results are kept from run to run; a line that was cut is not counted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-corpus-'))
  try {
    keepResults(folder).add(made('ferry', false))
    keepResults(folder).add(made('ferry', true))
    appendFileSync(join(folder, 'results.jsonl'), '{"project":"one"')
    const kept = keepResults(folder)
    const name = board?.name ?? ''
    assert.deepEqual(
      kept.tries('one', name, 'ferry', '1').map(({ ran }) => ran),
      [false, true],
    )
    assert.deepEqual(kept.tries('one', name, 'ferry', '2'), [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('of what a command said, the end is kept', () => {
  assert.equal(lastLines('   Compiling a\nerror: x\n\nnote\n'), 'error: x\nnote')
  assert.ok(lastLines('x'.repeat(5000)).length <= 1500)
})
