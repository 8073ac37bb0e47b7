import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { VIRTUAL_PRESETS } from '../../src/core/board/virtual-presets.ts'
import type { VirtualPreset } from '../../src/core/board/virtual-preset.ts'
import { makeProbes, makeTrue } from '../fixtures/silicon/probes.ts'
import { makeVirtualWorld, runEach, say, send } from './virtual-world.ts'

const world = makeVirtualWorld()
after(() => world.remove())

const probes = makeProbes()
/** `uname -m` of the board's kernel, and the instructions that its CPU has, of those of test/fixtures/silicon. */
const V7 = 'v6 movw dmb vfp2 d32 neon thumb2'
const TRUTH: Readonly<Record<string, { readonly machine: string; readonly has: string }>> = {
  'pi-zero': { machine: 'armv6l', has: arm('v6 vfp2') },
  'pi-2': { machine: 'armv7l', has: arm(`${V7} sdiv`) },
  'pi-3': { machine: 'armv7l', has: arm(`${V7} sdiv`) },
  'pi-3-64': { machine: 'aarch64', has: `${arm(`${V7} sdiv`)} ${aarch64('base crc32')}` },
  'pi-4': { machine: 'aarch64', has: `${arm(`${V7} sdiv`)} ${aarch64('base crc32')}` },
  'pi-5': {
    machine: 'aarch64',
    has: `${arm(`${V7} sdiv`)} ${aarch64('base crc32 lse fp16 dotprod')}`,
  },
  'beaglebone-black': { machine: 'armv7l', has: arm(V7) },
  wandboard: { machine: 'armv7l', has: arm(V7) },
  trimslice: { machine: 'armv7l', has: arm('v6 movw dmb vfp2 thumb2') },
  'rock-5b': {
    machine: 'aarch64',
    has: `${arm(`${V7} sdiv`)} ${aarch64('base crc32 lse fp16 dotprod')}`,
  },
  'visionfive-2': { machine: 'riscv64', has: 'riscv64-base' },
}

function arm(names: string): string {
  return names.replaceAll(/(\S+)/g, 'arm-$1')
}
function aarch64(names: string): string {
  return names.replaceAll(/(\S+)/g, 'aarch64-$1')
}

/** What a core without the instruction makes of it. ARM1176 reads Thumb-2's first half as half of a branch. */
function expected(preset: VirtualPreset, has: ReadonlySet<string>, probe: string): number {
  const machine = probe.split('-')[0]
  if (!preset.machines.some((known) => known.machine === machine)) return 126
  if (has.has(probe)) return 0
  return probe === 'arm-thumb2' ? 139 : 132
}

for (const preset of VIRTUAL_PRESETS) {
  test(`${preset.name} is its silicon`, { timeout: 300_000 }, async () => {
    const truth = TRUTH[preset.name]
    assert.ok(truth, 'every preset has its truth')
    const board = await world.boards.start({ name: preset.name }, world.tell)
    await send(board, probes)
    const has = new Set(truth.has.split(' '))
    const want = new Map([...probes.keys()].map((name) => [name, expected(preset, has, name)]))
    assert.deepEqual(await runEach(board, probes.keys()), want)
    const wish = `QEMU_CPU=max QEMU_LD_PREFIX=/nowhere`
    assert.deepEqual(await runEach(board, probes.keys(), wish), want, 'no variable changes it')

    const asked = `uname -m; nproc; grep -c ^processor /proc/cpuinfo; tr -d '\\0' </sys/firmware/devicetree/base/model; echo; tr '\\0' ' ' </sys/firmware/devicetree/base/compatible; echo; dpkg --print-architecture; . /etc/os-release; echo $VERSION_CODENAME; hostname; id -un; cat /etc/hostname`
    const { out } = await say(board, asked)
    const [machine, count, processors, model, compatible, architecture, ...rest] = out
      .trimEnd()
      .split('\n')
    assert.equal(machine, truth.machine)
    assert.ok(Number(count) >= 1 && Number(count) <= preset.count, `${count} processors`)
    assert.equal(Number(processors), preset.count)
    assert.equal(model, preset.model)
    assert.equal(compatible?.trim(), preset.compatible.join(' '))
    assert.equal(architecture, preset.architecture)
    assert.deepEqual(rest, [preset.release, preset.name, 'pi', preset.name])
    assert.equal(await world.boards.stop(preset.name), true)
  })
}

test('programs that a kernel does not start', { timeout: 120_000 }, async () => {
  const board = await world.boards.start({ name: 'pi-2' }, world.tell)
  const whole = makeTrue('arm')
  const otherAbi = Uint8Array.from(whole)
  otherAbi[39] = 0
  await send(
    board,
    new Map([
      ['host', makeTrue('x86-64')],
      ['other', makeTrue('riscv64')],
      ['no-loader', makeTrue('arm', '/lib/ld-musl-armhf.so.1')],
      ['no-elf-loader', makeTrue('arm', '/etc/passwd')],
      ['cut', whole.subarray(0, 60)],
      ['old-abi', otherAbi],
      ['empty', new Uint8Array(0)],
      ['good', whole],
    ]),
  )
  await say(board, 'cp good not-executable; chmod 644 not-executable')
  const names = 'host other no-loader no-elf-loader cut old-abi empty good not-executable none'
  assert.deepEqual(Object.fromEntries(await runEach(board, names.split(' '))), {
    host: 126,
    other: 126,
    'no-loader': 127,
    'no-elf-loader': 126,
    cut: 126,
    'old-abi': 126,
    empty: 0,
    good: 0,
    'not-executable': 126,
    none: 127,
  })
})

test('a board tells nothing of its emulation', { timeout: 120_000 }, async () => {
  const board = await world.boards.start({ name: 'quiet', preset: 'pi-4' }, world.tell)
  await send(board, new Map([['lse', probes.get('aarch64-lse') ?? new Uint8Array()]]))
  const { out, err } = await say(
    board,
    `sleep 60 & cat /proc/$!/comm; tr '\\0' ' ' </proc/$!/cmdline; echo; kill $!; QEMU_STRACE=1 sh -c 'echo $QEMU_STRACE'; ./lse; echo $?; ls; ulimit -c`,
  )
  assert.equal(out, 'sleep\nsleep 60 \n1\n132\nlse\n0\n')
  assert.match(err, /^bash: .*Illegal instruction +\.\/lse\n$/, 'the shell alone says so')
  const ended = await say(board, "sh -c 'kill -11 $$'; exit $?")
  assert.equal(ended.code, 139)
})
