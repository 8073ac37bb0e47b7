import assert from 'node:assert/strict'
import { test } from 'node:test'

import { planFullCommand } from './full-command.ts'
import type { FullFiles, FullStart } from './full-command.ts'
import type { FullMachine } from './full-machine.ts'

const machine: FullMachine = {
  machine: 'aarch64',
  computer: 'virt',
  cpu: 'cortex-a72',
  processors: 4,
  memoryBytes: 512 * 1024 ** 2,
  kernel: { name: 'linux-image-arm64', suite: 'bookworm' },
  console: 'ttyAMA0',
}
const files: FullFiles = {
  kernel: '/c/kernel',
  initrd: '/c/initrd',
  deviceTree: '/c/tree',
  base: '/c/a,b/base',
  data: 'data',
  config: 'config',
}
const RUN = { kind: 'run', address: '127.70.1.2', port: 2222 } as const

function valueOf(option: string, start: FullStart, more: Partial<FullFiles> = {}): string {
  const args = planFullCommand('one', machine, { ...files, ...more }, start)
  const at = args.indexOf(option)
  return at < 0 ? '' : (args[at + 1] ?? '')
}

test('a start: core, memory, kernel, and connections to the board', () => {
  assert.equal(valueOf('-cpu', RUN), 'cortex-a72')
  assert.equal(valueOf('-smp', RUN), '4')
  assert.equal(valueOf('-m', RUN), '512M')
  assert.equal(valueOf('-kernel', RUN), '/c/kernel')
  assert.equal(valueOf('-dtb', RUN), '/c/tree')
  assert.equal(valueOf('-netdev', RUN), 'user,id=net,hostfwd=tcp:127.70.1.2:2222-10.0.2.15:22')
  assert.equal(valueOf('-name', RUN), 'ferry-one')
  assert.equal(valueOf('-bios', RUN), '')
  assert.equal(valueOf('-bios', RUN, { firmware: '/c/fw' }), '/c/fw')
})

test('only the start that is kept waits, and it cannot be connected to', () => {
  assert.match(valueOf('-append', { kind: 'keep' }), / ferry\.wait$/)
  assert.equal(valueOf('-netdev', { kind: 'keep' }), 'user,id=net')
  assert.ok(!valueOf('-append', RUN).includes('ferry.wait'))
  assert.ok(!valueOf('-append', { ...RUN, from: '/c/state' }).includes('ferry.wait'))
})

test('a kept moment is loaded when the monitor says so', () => {
  assert.equal(valueOf('-incoming', { ...RUN, from: '/c/state' }), 'defer')
  assert.equal(valueOf('-incoming', RUN), '')
})

test('the device tree is asked of the same computer', () => {
  const start = { kind: 'device-tree', into: 'a,b' } as const
  assert.equal(valueOf('-machine', start), 'virt,dumpdtb=a,,b')
  assert.equal(valueOf('-dtb', start), '')
  const without = (args: readonly string[]): readonly string[] =>
    args.filter((each, at) => args[at - 1] !== '-machine' && args[at - 1] !== '-append' && each)
  const dump = without(planFullCommand('one', machine, files, start))
  const keep = without(planFullCommand('one', machine, files, { kind: 'keep' }))
  assert.deepEqual(
    keep.filter((each) => each !== '-dtb' && each !== '/c/tree'),
    dump,
  )
})

test('commas in paths, and the shared root is read alone', () => {
  const args = planFullCommand('one', machine, files, RUN)
  const drives = args.filter((_, at) => args[at - 1] === '-drive')
  assert.deepEqual(drives, [
    'if=none,id=base,format=raw,file=/c/a,,b/base,readonly=on',
    'if=none,id=data,format=raw,file=data,cache=unsafe,discard=unmap',
    'if=none,id=config,format=raw,file=config,readonly=on',
  ])
})

test('a computer with an SD card and USB', () => {
  const zero = { ...machine, machine: 'arm', computer: 'raspi0', cpu: 'arm1176' } as const
  const { base: _, ...own } = files
  const args = planFullCommand('zero', zero, own, { ...RUN, seconds: 1_795_690_000 })
  const after = (option: string): readonly string[] =>
    args.filter((__, at) => args[at - 1] === option)
  assert.deepEqual(after('-machine'), ['raspi0'])
  assert.deepEqual(after('-drive'), ['if=sd,format=raw,file=data,cache=unsafe,discard=unmap'])
  assert.deepEqual(after('-device'), ['usb-net,netdev=net,port=1'])
  assert.match(after('-append')[0] ?? '', /bcm2835_pm_driver_init .* ferry\.clock=1795690000$/)
  assert.doesNotMatch(after('-append')[0] ?? '', /maxcpus/)
})
