import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { boardSamples, type BoardSample } from '../../test/fakes/board-samples.ts'
import { elfBytes } from '../../test/fakes/elf-sample.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import { readHost } from '../shell/host.ts'
import { keepLooks } from './keep-looks.ts'
import type { DeepLooker } from './look-into-code.ts'
import { verifyFiles } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry look'))
after(() => rmSync(folder, { recursive: true }))
const world = { files: makeFiles(), processes: makeProcesses() }

async function verdictOf(
  bytes: Uint8Array,
  board: BoardSample,
  deep?: DeepLooker,
): Promise<string> {
  const file = join(folder, 'program')
  writeFileSync(file, bytes)
  utimesSync(file, 1_700_000_000, 1_700_000_000)
  const options = { skipGit: true, ...(deep && { deep }) } as const
  const { results } = await verifyFiles(world, [file], boardSamples[board], options, () => {})
  const { verdict, findings } = results[0] ?? { verdict: 'none', findings: [] }
  const told = findings.filter(({ severity }) => severity !== 'note')
  return [verdict, ...told.map(({ code, severity }) => `${severity} ${code}`)].join(', ')
}

/** The ARMv8.0 fixture with its first instruction (of _start) in the place of another. */
function aarch64With(word: number): Uint8Array {
  const bytes = Uint8Array.from(elfBytes('aarch64-static'))
  const view = new DataView(bytes.buffer)
  const entry = view.getUint32(24, true)
  const headers = view.getUint32(32, true)
  const segments = Array.from({ length: view.getUint16(56, true) }, (_, i) => headers + i * 56)
  const home = segments.find((at) => {
    const start = view.getUint32(at + 16, true)
    return (
      view.getUint32(at, true) === 1 &&
      entry >= start &&
      entry < start + view.getUint32(at + 32, true)
    )
  })
  assert.ok(home !== undefined)
  const offset = view.getUint32(home + 8, true) + entry - view.getUint32(home + 16, true)
  view.setUint32(offset, word, true)
  return bytes
}

/** `ldadd w0, w1, [x2]`. */
const LSE = 0xb8200041

test('an instruction that every start comes by: certain on a core without it', async () => {
  assert.equal(await verdictOf(aarch64With(LSE), 'pi-4'), 'fails, error elf/cpu-feature')
  assert.equal(await verdictOf(aarch64With(LSE), 'pi-5'), 'runs')
  assert.equal(await verdictOf(elfBytes('aarch64-static'), 'pi-4'), 'runs')
})

test('a tag alone is a doubt where the file has no marks, and none where its code is clean', async () => {
  assert.match(await verdictOf(elfBytes('armv7-static'), 'pi-zero'), /^fails, error/)
  assert.equal(await verdictOf(elfBytes('armv7-static'), 'pi-3-32'), 'runs')
})

test('the helper is asked where a doubt is left, and there alone', async () => {
  let asked = 0
  const look = async (): Promise<undefined> => void asked++
  await verdictOf(elfBytes('aarch64-static'), 'pi-4', { always: false, look })
  assert.equal(asked, 0)
  await verdictOf(elfBytes('riscv64-zba-static'), 'visionfive', { always: false, look })
  assert.equal(asked, 1)
})

test('a look is kept for the same bytes and the same CPU', async () => {
  const looks = keepLooks({ ...world, host: { ...readHost(), cache: folder } })
  const deep = { always: false, looks, look: async () => undefined }
  const kept = (): number => readdirSync(join(folder, 'looks')).length
  const bytes = aarch64With(LSE)
  assert.equal(await verdictOf(bytes, 'pi-4', deep), 'fails, error elf/cpu-feature')
  assert.equal(kept(), 1)
  assert.equal(await verdictOf(bytes, 'pi-4', deep), 'fails, error elf/cpu-feature')
  assert.equal(kept(), 1)
  assert.equal(await verdictOf(bytes, 'pi-5', deep), 'runs')
  assert.equal(kept(), 2)
})
