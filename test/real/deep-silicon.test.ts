import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { parseDeepAnswer, type DeepAnswer } from '../../src/core/instructions/deep-answer.ts'
import type { ElfFacts } from '../../src/core/elf/elf-facts.ts'
import { hwcapNames } from '../../src/core/instructions/hwcap-names.ts'
import { judgeUses } from '../../src/core/instructions/judge-uses.ts'
import { ensureDeepHelper } from '../../src/work/ensure-deep-helper.ts'
import { readElfFile } from '../../src/work/read-elf-file.ts'
import { kinds, type Kind, type Sample } from '../fixtures/deep/features.ts'
import { makeRealWorld } from './real-world.ts'

const run = promisify(execFile)
const fixtures = resolve(import.meta.dirname, '..', 'fixtures', 'deep')
const folder = mkdtempSync(join(tmpdir(), 'ferry-deep-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const world = makeRealWorld()
const deep = await ensureDeepHelper(world, () => {})

/** What must be said of each way on a CPU without the feature: `error` where every start dies, `no error` where none does. */
type Expected = 'error' | 'warning' | 'note' | 'no error'

const ways: Readonly<Record<string, Expected>> = {
  first: 'error',
  deeper: 'error',
  early: 'error',
  joined: 'error',
  printed: 'warning',
  pointer: 'warning',
  asked: 'note',
  noted: 'note',
  dispatched: 'note',
  argument: 'no error',
  exited: 'no error',
  always_exited: 'no error',
  caught: 'no error',
  unused: 'no error',
}
const guarded = ['asked', 'noted', 'dispatched']
const shortList = ['first', 'deeper', 'asked', 'argument']

interface Built {
  readonly way: string
  readonly sample: Sample
  readonly path: string
  readonly stripped: string
}

async function build(kind: Kind, sample: Sample, way: string): Promise<Built> {
  const stem = join(folder, `${kind.machine}-${kind.samples.indexOf(sample)}-${way}`)
  const body = `${kind.enter}\n${sample.allow}\n.text\n.globl feature\n.type feature, %function\nfeature:\n ${sample.code}\n ${kind.leave}\n.size feature, .-feature\n.section .note.GNU-stack,"",%progbits\n`
  writeFileSync(`${stem}.s`, body)
  const bit = `-DHWCAP=(1UL<<${sample.bit ?? 0})`
  const auxv = `-DAT_HWCAP_USED=${sample.second ? 'AT_HWCAP2' : 'AT_HWCAP'}`
  const options = ['-static', '-O1', `-DWAY_${way}`, bit, auxv, ...kind.flags]
  const stripped = `${stem}.stripped`
  await run(kind.gcc, [...options, '-o', stem, join(fixtures, 'ways.c'), `${stem}.s`])
  await run(kind.gcc.replace(/gcc$/, 'strip'), ['-o', stripped, stem])
  return { way, sample, path: stem, stripped }
}

/** True where it died by SIGILL, or, by bytes that a CPU takes for others, by SIGSEGV. */
function dies(kind: Kind, cpu: string, path: string): boolean {
  const ended = spawnSync(kind.qemu, ['-cpu', cpu, path], { timeout: 30_000, encoding: 'utf8' })
  const signal =
    ended.signal ?? (ended.status !== null && ended.status > 128 ? `${ended.status}` : undefined)
  if (signal === undefined) assert.equal(ended.status, 0, `${path} on ${cpu}: ${ended.stderr}`)
  return signal !== undefined
}

function factsOf(kind: Kind, cpu: Kind['cpus'][number], program: string): BoardFacts {
  const common = { schema: 'ferry.board/1', name: cpu.name } as const
  if (cpu.isa !== undefined)
    return { ...common, cpu: { isaString: cpu.isa }, kernel: { release: '6.12' } }
  const text = spawnSync(kind.qemu, ['-cpu', cpu.name, program], { encoding: 'utf8' }).stdout
  const [hwcap = '', hwcap2 = '', platform = ''] = text.split(/\s+/)
  if (kind.machine === 'x86-64')
    return { ...common, cpu: { features: text.split('\n')[1]?.trim().split(' ') ?? [] } }
  const names = hwcapNames(kind.machine === 'arm' ? 'arm' : 'aarch64', hwcap, hwcap2)
  return { ...common, cpu: { hwcap, hwcap2, platform, features: names } }
}

interface Looked {
  readonly elf: ElfFacts
  readonly answer: DeepAnswer
}

async function lookInto(path: string): Promise<Looked> {
  const elf = await readElfFile(world, path, {})
  const answer = parseDeepAnswer((await run(deep, [path], { maxBuffer: 1 << 26 })).stdout)
  assert.ok(elf && answer, path)
  return { elf, answer }
}

function worst({ elf, answer }: Looked, board: BoardFacts): string {
  const severities = judgeUses(answer, elf, board)
    .filter((finding) => finding.need !== undefined)
    .map((finding) => finding.severity)
  return ['error', 'warning', 'note'].find((s) => severities.some((x) => x === s)) ?? 'nothing'
}

function waysOf(sample: Sample): readonly string[] {
  const all = sample.full ? Object.keys(ways) : shortList
  return all.filter((way) => sample.bit !== undefined || !guarded.includes(way))
}

for (const kind of kinds) {
  test(`what --deep says and what dies: ${kind.machine}`, async (t) => {
    const facts = join(folder, `${kind.machine}-facts`)
    await run(kind.gcc, ['-static', ...kind.flags, '-o', facts, join(fixtures, 'facts.c')])
    const boards = kind.cpus.map((cpu) => factsOf(kind, cpu, facts))
    const wrong: string[] = []
    const count = { pairs: 0, died: 0 }
    for (const sample of kind.samples) {
      // `first` comes first: it tells which CPUs lack the instruction.
      const lacking = new Set<string>()
      for (const way of waysOf(sample)) {
        const built = await build(kind, sample, way)
        const [whole, stripped] = await Promise.all([
          lookInto(built.path),
          lookInto(built.stripped),
        ])
        for (const [i, cpu] of kind.cpus.entries()) {
          const board = boards[i]!
          const died = dies(kind, cpu.name, built.path)
          if (way === 'first' && died) lacking.add(cpu.name)
          count.pairs++
          count.died += died ? 1 : 0
          const place = `${sample.feature} (${sample.code.split('\n').at(-1)?.trim()}) ${way} on ${cpu.name}`
          for (const [said, form] of [
            [worst(whole, board), ''],
            [worst(stripped, board), ', stripped'],
          ] as const) {
            if (died && !['error', 'warning'].includes(said))
              wrong.push(`${place}${form}: died, said ${said}`)
            if (!died && said === 'error') wrong.push(`${place}${form}: ran, said error`)
          }
          if (lacking.has(cpu.name)) checkWay(way, worst(whole, board), place, wrong)
        }
      }
    }
    t.diagnostic(`${kind.machine}: ${count.pairs} pairs, ${count.died} died, ${wrong.length} wrong`)
    assert.deepEqual(wrong, [])
    assert.ok(count.pairs > 60 && count.died > 10 && count.died < count.pairs)
  })
}

function checkWay(way: string, said: string, place: string, wrong: string[]): void {
  const expected = ways[way]
  const fits = expected === 'no error' ? said !== 'error' : expected === said
  if (!fits) wrong.push(`${place}: said ${said}, not ${expected}`)
}
