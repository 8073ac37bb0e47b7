import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { boardSamples } from '../../test/fakes/board-samples.ts'
import { elfBytes } from '../../test/fakes/elf-sample.ts'
import type { BoardFacts } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import { PIECE_BLOCK } from '../core/plan/library-pieces-script.ts'
import { readLibraryPieces } from '../core/read/library-pieces.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import type { Ask } from './ask-board.ts'
import { verifyFiles } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry symbols'))
after(() => rmSync(folder, { recursive: true }))

const world = { files: makeFiles(), processes: makeProcesses() }
const library = join(folder, "lib 'x'.so")
let questions = 0

/** This host's own sh stands for the board's; every library of the board is that one file. */
const bytes = async (script: string): Promise<Uint8Array> => {
  questions++
  const file = `'${library.replaceAll("'", `'\\''`)}'`
  const own = script.replaceAll(/(?<=^p )\/(lib|board)\/\S+/gm, file)
  const env = { LD_LIBRARY_PATH: undefined, LD_PRELOAD: undefined }
  return (await world.processes.run({ file: 'sh', args: ['-c', own], env })).stdout
}
const ask: Ask = Object.assign(async (script: string) => decodeText(await bytes(script)), { bytes })

const facts: BoardFacts = {
  ...boardSamples['pi-4'],
  libraries: { 'libc.so.6': '/lib/libc.so.6', 'libone.so': '/board/libone.so' },
}

async function verdictOf(program: string, has: string, how: Ask | 'nobody' = ask): Promise<string> {
  writeFileSync(library, elfBytes(has))
  const file = join(folder, program)
  writeFileSync(file, elfBytes(program))
  const options = { skipGit: true, ...(how !== 'nobody' && { ask: how }) } as const
  const { results } = await verifyFiles(world, [file], facts, options, () => {})
  const [result] = results
  return [result?.verdict, ...(result?.findings ?? []).map((f) => `${f.code} ${f.need}`)].join(': ')
}

test('a function that no library of the board defines', async () => {
  assert.equal(await verdictOf('aarch64-needs-one', 'aarch64-library'), 'runs')
  assert.equal(
    await verdictOf('aarch64-needs-one', 'aarch64-calls-one'),
    'fails: elf/symbol-missing one',
  )
  assert.equal(
    await verdictOf('aarch64-calls-one', 'aarch64-needs-one'),
    'unsure: elf/symbol-missing one',
  )
})

test('what settles it without the board, and a board that does not answer', async () => {
  questions = 0
  assert.equal(
    await verdictOf('aarch64-dynamic', 'aarch64-dynamic'),
    'fails: elf/library-missing libgcc_s.so.1',
  )
  assert.equal(questions, 1, 'whether it lies in the folders of the loader, and nothing else')
  const silent = Object.assign(async () => undefined, { bytes: async () => undefined })
  assert.equal(
    await verdictOf('aarch64-needs-one', 'aarch64-library', silent),
    'unsure: elf/symbol-missing one',
  )
  assert.equal(await verdictOf('aarch64-needs-one', 'aarch64-calls-one', 'nobody'), 'runs')
})

test('libraries are kept for the next program', async () => {
  const kept = new Map()
  const keeping = Object.assign(ask, {
    libraries: {
      recall: async (path: string) => kept.get(path),
      keep: async (path: string, symbols: unknown) => void kept.set(path, symbols),
    },
  })
  await verdictOf('aarch64-needs-one', 'aarch64-library', keeping)
  questions = 0
  assert.equal(await verdictOf('aarch64-calls-one', 'aarch64-library', keeping), 'runs')
  assert.equal(questions, 0)
})

test('an answer that is cut or foreign is no answer', () => {
  const asked = [{ path: '/x', firstBlock: 0, blocks: 1 }]
  const whole = new TextEncoder().encode(`@@ferry piece 3\nabc@@ferry end\n`)
  assert.equal(readLibraryPieces(whole, asked)?.pieces[0]?.size, 3)
  assert.equal(readLibraryPieces(whole.subarray(0, -1), asked), undefined)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (noise, at) => {
      const mixed = Uint8Array.from([...whole.subarray(0, at), ...noise])
      const read = readLibraryPieces(mixed, asked)
      return read === undefined || (read.pieces[0]?.bytes.length ?? 0) <= PIECE_BLOCK
    }),
  )
})
