import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'

import { formatCpuinfo } from './format-cpuinfo.ts'
import { addressOf, isVirtualName, portOf } from './virtual-name.ts'
import { VIRTUAL_PRESETS, findPreset, nearestPreset } from './virtual-presets.ts'

const facts = resolve(import.meta.dirname, '../../../facts')
const rows = (name: string): string[][] =>
  readFileSync(resolve(facts, name), 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split('\t'))

test('the boards that every ferry has', () => {
  for (const name of ['pi-zero', 'pi-2', 'pi-4', 'pi-5', 'visionfive-2']) {
    assert.ok(findPreset(name), name)
  }
  assert.equal(findPreset('pi-6'), undefined)
  assert.equal(nearestPreset('pi4'), 'pi-4')
  assert.equal(nearestPreset('visionfive2'), 'visionfive-2')
  const names = VIRTUAL_PRESETS.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(
    names.filter((name) => !isVirtualName(name)),
    [],
  )
})

test('models and compatible lists are those of Linux device trees', () => {
  const known = rows('boards.tsv')
  for (const { name, model, compatible, cpuinfo } of VIRTUAL_PRESETS) {
    const trees = known.filter((row) => row[4] === compatible.join(' ')).map((row) => row[3] ?? '')
    assert.ok(trees.length > 0, `${name}: ${compatible.join(' ')}`)
    // Raspberry Pi's firmware appends the revision, and says Model B on a Pi 5.
    if (cpuinfo.boardRevision === undefined) assert.ok(trees.includes(model), model)
    else {
      assert.match(model, / Rev \d\.\d$/)
      assert.ok(
        trees.some((tree) => tree !== '' && model.startsWith(tree)),
        model,
      )
    }
  }
})

test('revision codes, cores and MIDRs are those of the tables', () => {
  const revisions = new Map(rows('rpi-revisions.tsv').map((row) => [row[0], row]))
  const cores = rows('cpus.tsv')
  for (const { name, core, count, memoryBytes, cpuinfo } of VIRTUAL_PRESETS) {
    const row = cores.find(
      ([dt = '']) => dt.split(',')[1]?.replace(/-mc$/, '') === core.replace('sifive-', ''),
    )
    assert.ok(row, `${name}: ${core}`)
    if (cpuinfo.part) assert.equal(row[14], `0x41/${cpuinfo.part}`, name)
    if (cpuinfo.boardRevision === undefined) continue
    const [, , , , memory = '', , , pi = ''] = revisions.get(cpuinfo.boardRevision) ?? []
    assert.equal(pi, core, name)
    assert.equal(count, core.startsWith('arm1176') ? 1 : 4)
    const size = Number.parseInt(memory, 10) * (memory.endsWith('GB') ? 1024 ** 3 : 1024 ** 2)
    assert.equal(memoryBytes, size, name)
  }
})

test('cpuinfo says what the emulated CPU can do, and no more', () => {
  for (const { name, cpuinfo, machines } of VIRTUAL_PRESETS) {
    const cpu = machines[0]?.cpu ?? ''
    const features = new Set(cpuinfo.features?.split(' '))
    assert.equal(features.has('atomics'), /cortex-a(?:55|76)/.test(cpu), name)
    assert.equal(features.has('neon'), /^cortex-a(?:7|8|9|15)$/.test(cpu), name)
    assert.equal(features.has('idiva'), /^cortex-a(?:7|15)$/.test(cpu), name)
    assert.equal(features.has('vfpv3d16'), cpu.includes('vfp-d32=off'), name)
  }
})

test('cpuinfo as the kernels print it', () => {
  const zero = findPreset('pi-zero')
  const five = findPreset('visionfive-2')
  assert.ok(zero && five)
  assert.equal(
    formatCpuinfo(zero, '00000000deadbeef'),
    `processor\t: 0
model name\t: ARMv6-compatible processor rev 7 (v6l)
BogoMIPS\t: 697.95
Features\t: half thumb fastmult vfp edsp java tls
CPU implementer\t: 0x41
CPU architecture: 7
CPU variant\t: 0x0
CPU part\t: 0xb76
CPU revision\t: 7

Hardware\t: BCM2835
Revision\t: 9000c1
Serial\t\t: 00000000deadbeef
Model\t\t: Raspberry Pi Zero W Rev 1.1
`,
  )
  const harts = formatCpuinfo(five, '')
  assert.equal(harts.match(/^processor\t: /gm)?.length, 4)
  assert.ok(harts.startsWith('processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\n'))
})

test('names', () => {
  for (const good of ['pi-4', 'a', '0', 'x'.repeat(40)]) assert.ok(isVirtualName(good), good)
  for (const bad of ['', '-a', 'a-', 'A', 'a.b', 'a/b', '..', 'a b', 'x'.repeat(41), 'ä']) {
    assert.ok(!isVirtualName(bad), bad)
  }
})

test('addresses are loopback addresses of the upper half, and no two tries are one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (seed) => {
      const hash = seed.toString(16).padStart(8, '0')
      const tries = Array.from({ length: 20 }, (_, attempt) => addressOf(hash, attempt))
      for (const address of tries) {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
        assert.ok(a === 127 && b >= 64 && b < 128 && c >= 0 && c < 256 && d > 0 && d < 255)
      }
      assert.equal(new Set(tries).size, 20)
    }),
  )
  for (let attempt = 0; attempt < 20; attempt++) {
    assert.ok(portOf(attempt) > 1023 && portOf(attempt) < 32768)
  }
})
