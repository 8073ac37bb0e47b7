import assert from 'node:assert/strict'
import { test } from 'node:test'

import { VIRTUAL_PRESETS, findPreset } from '../board/virtual-presets.ts'
import { planVirtualBoard } from './virtual-board.ts'
import type { VirtualPlan } from './virtual-board.ts'
import { planPackageStatus, planRootFiles } from './virtual-root.ts'
import { MARK_OFFSET, planRules } from './virtual-rules.ts'
import { formatKnownHost, formatSshConfig } from './virtual-ssh-config.ts'
import { MOUNT } from './virtual-steps.ts'

const preset = findPreset('pi-4') ?? VIRTUAL_PRESETS[0]!
const plan: VirtualPlan = {
  preset,
  name: 'pi-4',
  options: {},
  folder: 'boards/pi-4',
  root: 'roots/bookworm-arm64',
  way: 'private',
  inMemory: false,
  ids: { kind: 'one', uid: 1001, gid: 1002 },
  hostArch: 'x64',
  address: '127.64.1.2',
  port: 2222,
  publicKey: 'ssh-ed25519 AAAA ferry',
  serial: '0123456789abcdef',
  firstProcessor: 0,
}
const names = (some: VirtualPlan): string[] => planVirtualBoard(some).map(([name]) => name)
const find = (some: VirtualPlan, ...start: unknown[]): readonly (string | number)[] | undefined =>
  planVirtualBoard(some).find((step) => start.every((field, index) => step[index] === field))

test('an ordinary user maps the own id alone and gives up setgroups', () => {
  assert.deepEqual(find(plan, 'map-users'), ['map-users', '0 1001 1\n', '0 1002 1\n', 'deny'])
  assert.deepEqual(find(plan, 'user'), ['user', '1000 0 1\n', '1000 0 1\n'])
  assert.equal(find(plan, 'owner'), undefined)
  assert.ok(find(plan, 'write', '/etc/group'))
})

test('what looks for devices finds the folders that every Linux has, and nothing in them', () => {
  for (const path of ['/sys/bus', '/sys/class', '/sys/class/tty'])
    assert.ok(find(plan, 'mkdir', `boards/pi-4/mnt${path}`), path)
})

test('root maps all ids, and the user of the board owns its home', () => {
  const root: VirtualPlan = { ...plan, ids: { kind: 'all' } }
  assert.deepEqual(find(root, 'map-users'), ['map-users', '0 0 65536\n', '0 0 65536\n', ''])
  assert.equal(find(root, 'user'), undefined)
  assert.deepEqual(find(root, 'owner'), ['owner', '/home/pi', 1000, 1000])
})

test('the way of the whole host has no user namespace, and names its rules', () => {
  const host: VirtualPlan = { ...plan, way: 'host', ids: { kind: 'all' } }
  assert.equal(find(host, 'map-users'), undefined)
  const rules = planVirtualBoard(host).filter(([name]) => name === 'rule')
  assert.deepEqual(
    rules.map(([, , name]) => name),
    ['ferry-pi-4-aarch64', 'ferry-pi-4-arm'],
  )
  assert.ok(!String(find(host, 'mount', 'overlay')?.at(-1)).includes('userxattr'))
})

test('the order that a kernel demands', () => {
  const order = names(plan)
  const at = (name: string): number => order.indexOf(name)
  assert.ok(at('output') < at('mount') && at('root') < at('rules') && at('rules') < at('rule'))
  assert.ok(order.lastIndexOf('rule') < at('listen') && at('listen') < at('serve'))
  assert.equal(order.at(-1), 'serve')
  const proc = planVirtualBoard(plan).findIndex((step) => step[1] === 'proc')
  assert.ok(proc > 0 && proc < at('root'), '/proc is mounted while the host’s is in sight')
})

test('helpers cannot be written from inside', () => {
  const flags = MOUNT.remount | MOUNT.bind | MOUNT.readOnly | MOUNT.noSuid | MOUNT.noDev
  assert.ok(find(plan, 'mount', '', '', 'boards/pi-4/mnt/.ferry', flags))
})

test('options', () => {
  const small = { ...plan, options: { storageBytes: 1000 } }
  assert.equal(
    find(small, 'mount', 'tmpfs', 'tmpfs', 'boards/pi-4/memory')?.at(-1),
    'size=1000,mode=755',
  )
  assert.match(
    String(find(small, 'mount', 'overlay')?.at(-1)),
    /upperdir=boards\/pi-4\/memory\/upper/,
  )
  const memory = { ...plan, inMemory: true }
  assert.equal(
    find(memory, 'mount', 'tmpfs', 'tmpfs', 'boards/pi-4/memory')?.at(-1),
    'size=50%,mode=755',
  )
  const noexec = { ...plan, options: { noexec: ['/tmp'] } }
  const flags = MOUNT.remount | MOUNT.bind | MOUNT.noSuid | MOUNT.noDev | MOUNT.noExec
  assert.ok(find(noexec, 'mount', '', '', '/tmp', flags))
  assert.equal(find(plan, 'mount', '', '', '/tmp'), undefined)
  const fixed = { ...plan, options: { readOnly: true } }
  assert.ok(find(fixed, 'mount', '', '', '/', MOUNT.remount | MOUNT.bind | MOUNT.readOnly))
})

/** Whether a rule takes a file that begins so; false for `no-…` is a refusal. */
function takes(rule: string, head: Uint8Array): boolean {
  const [, , , , magic = '', mask = ''] = rule.split(':')
  const bytes = (text: string): number[] =>
    [...text.matchAll(/\\x(..)/g)].map((match) => Number.parseInt(match[1] ?? '', 16))
  const [want, care] = [bytes(magic), bytes(mask)]
  return want.every((byte, i) => ((head[i] ?? 0) & (care[i] ?? 0)) === byte)
}

test('rules take the programs of the board and refuse those of the host, but not ferry’s own', () => {
  const head = (bits: number, machine: number, kind = 2): Uint8Array =>
    Uint8Array.from([
      0x7f,
      0x45,
      0x4c,
      0x46,
      bits,
      1,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      kind,
      0,
      machine,
      0,
    ])
  const who = (rules: readonly string[], file: Uint8Array): string =>
    rules.findLast((rule) => takes(rule, file))?.split(':')[1] ?? 'the kernel'
  const onPc = planRules(['aarch64', 'arm'], '/h', 'x64')
  assert.equal(who(onPc, head(2, 0xb7)), 'aarch64')
  assert.equal(who(onPc, head(2, 0xb7, 3)), 'aarch64')
  assert.equal(who(onPc, head(1, 0x28)), 'arm')
  assert.equal(who(onPc, head(2, 0x3e)), 'no-x86-64')
  assert.equal(who(onPc, head(1, 0x03)), 'no-i386')
  assert.equal(who(onPc, head(2, 0xf3)), 'the kernel')
  assert.equal(who(onPc, head(2, 0x3e, 1)), 'the kernel')
  const marked = head(2, 0x3e)
  marked[MARK_OFFSET] = 0x46
  assert.equal(who(onPc, marked), 'the kernel')
  const gnu = head(2, 0xb7)
  gnu[7] = 3
  assert.equal(who(onPc, gnu), 'aarch64')
  // On an arm64 host the board's programs are emulated, too: its CPU is not the host's.
  const onArm = planRules(['aarch64'], '/h', 'arm64')
  assert.equal(who(onArm, head(2, 0xb7)), 'aarch64')
  assert.equal(who(onArm, head(1, 0x28)), 'no-arm')
})

test('rules fit into what the kernel reads (binfmt_misc: 1920 bytes)', () => {
  for (const rule of planRules(['arm', 'aarch64', 'riscv64'], '/.ferry', 'x64', 'x'.repeat(48))) {
    assert.ok(rule.length < 1920)
  }
})

test('root files', () => {
  const files = planRootFiles({
    passwd:
      'root:*:0:0:root:/root:/bin/bash\nnobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    group: 'root:*:0:\nsudo:*:27:\nnogroup:*:65534:\n',
  })
  assert.equal(
    files['etc/passwd'],
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\npi:x:1000:1000:,,,:/home/pi:/bin/bash\n',
  )
  assert.equal(files['etc/group'], 'root:*:0:\nsudo:*:27:pi\nnogroup:*:65534:\npi:x:1000:\n')
  assert.match(files['etc/shadow'] ?? '', /^root:\*:.*\nnobody:\*:.*\npi:\*:/)
  const status = planPackageStatus([{ name: 'dash', version: '0.5', architecture: 'armhf' }])
  assert.match(status, /^Package: dash\nStatus: install ok installed\n(?:.*\n)*Version: 0\.5\n/)
})

test('ssh uses nothing of the user', () => {
  const config = formatSshConfig({
    name: 'pi-4',
    address: '127.64.1.2',
    port: 2222,
    user: 'pi',
    identityFile: '/home/a b/100%/id',
    knownHostsFile: '/k',
  })
  for (const line of [
    'IdentityFile "/home/a b/100%%/id"',
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'StrictHostKeyChecking yes',
    'GlobalKnownHostsFile /dev/null',
  ]) {
    assert.ok(config.includes(`  ${line}\n`), line)
  }
  assert.equal(formatKnownHost('pi-4', 'ssh-ed25519 AAAA'), 'ferry-virtual-pi-4 ssh-ed25519 AAAA\n')
})
