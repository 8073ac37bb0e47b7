import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { boardSamples } from '../../test/fakes/board-samples.ts'
import { elfSample } from '../../test/fakes/elf-sample.ts'
import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import { judge } from '../core/verdict/judge.ts'
import { makeProcesses } from '../shell/processes.ts'
import { withAskedVersions, type Ask } from './ask-board.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry ask'))
after(() => rmSync(folder, { recursive: true }))

/** This host's own sh stands for the board's. */
const ask: Ask = async (script) => {
  const ended = await makeProcesses().run({ file: 'sh', args: ['-c', script] })
  return decodeText(ended.stdout)
}

function boardWith(text: string | undefined): BoardFacts {
  const path = join(folder, "lib 'c++'.so")
  if (text === undefined) rmSync(path, { force: true })
  else writeFileSync(path, text)
  const { symbolVersions: _, ...board } = boardSamples['pi-4']
  return { ...board, libraries: { ...board.libraries, 'libstdc++.so.6': path } }
}

async function verdictOf(text: string | undefined, how: Ask | undefined = ask): Promise<string> {
  const elf = elfSample('aarch64-needs-libstdcxx')
  const board = await withAskedVersions(how, elf, boardWith(text))
  const { verdict, findings } = judge(elf, board)
  return [verdict, ...findings.map((f) => `${f.severity} ${f.got ?? ''}`)].join(': ')
}

test('versions are looked for in the libraries of the board', async () => {
  const both = '\u007fELF\0GLIBCXX_3.4\0GLIBCXX_3.4.32\0\u0001'
  assert.equal(await verdictOf(both), 'runs')
  assert.equal(
    await verdictOf('GLIBCXX_3.4\0GLIBCXX_3.4.3\0GLIBCXX_3.4.321\0'),
    'fails: error GLIBCXX_3.4',
  )
})

test('what was asked for one program is not taken for all that the library has', async () => {
  const need = (name: string): ElfFacts => {
    const elf = elfSample('aarch64-needs-libstdcxx')
    const version = { name, weak: false, flags: 0, index: 2, symbols: [], symbolCount: 0 }
    return { ...elf, versionNeeds: [{ file: 'libstdc++.so.6', versions: [version] }] }
  }
  const board = boardWith('GLIBCXX_3.4.30\0GLIBCXX_3.4.31\0')
  let learnt = board
  const learn: Ask['learn'] = async (add) => {
    learnt = add(learnt)
  }
  const learning = Object.assign(async (script: string) => ask(script), { learn })
  for (const [name, verdict] of [
    ['GLIBCXX_3.4.30', 'runs'],
    ['GLIBCXX_3.4.31', 'runs'],
    ['GLIBCXX_3.4.32', 'fails'],
  ] as const) {
    assert.equal(judge(need(name), learnt).verdict, 'unsure', `${name}, not asked yet`)
    await withAskedVersions(learning, need(name), learnt)
    assert.equal(judge(need(name), learnt).verdict, verdict, name)
  }
  const never: Ask = () => assert.fail('asked again')
  assert.equal(await withAskedVersions(never, need('GLIBCXX_3.4.31'), learnt), learnt)
})

test('a library that cannot be read, a board that cannot be asked: unknown', async () => {
  assert.equal(await verdictOf(undefined), 'unsure: warning unknown')
  assert.equal(await verdictOf('GLIBCXX_3.4.32', async () => undefined), 'unsure: warning unknown')
  assert.equal(await verdictOf('GLIBCXX_3.4.32', async () => 'cut'), 'unsure: warning unknown')
})

test('nothing is asked where nothing is open', async () => {
  const never: Ask = () => assert.fail('asked')
  const board = boardSamples['pi-4']
  assert.equal(await withAskedVersions(never, elfSample('aarch64-dynamic'), board), board)
  const open = boardWith('')
  assert.equal(await withAskedVersions(never, elfSample('aarch64-static'), open), open)
})
