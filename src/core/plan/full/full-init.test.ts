import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'

import { APPLETS, INIT, LATER, formatFullSettings, isKernelPart } from './full-init.ts'
import type { FullSettings } from './full-init.ts'

const settings: FullSettings = {
  name: 'pi-4',
  serial: '0123456789abcdef',
  publicKey: 'ssh-ed25519 AAAA ferry',
  hostKey: Uint8Array.from({ length: 256 }, (_, byte) => byte),
  options: {},
}

function sh(script: string): Buffer {
  const { stdout, stderr, status } = spawnSync('sh', ['-eu'], { input: script })
  assert.equal(status, 0, stderr.toString())
  return stdout
}

test('the scripts are shell', () => {
  for (const script of [INIT, LATER]) {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: script })
    assert.equal(status, 0, stderr.toString())
  }
})

test('/init calls only programs that its root has', () => {
  const words =
    'mount umount insmod poweroff ifconfig route mkdir chmod chroot cp cat stty hwclock date sync switch_root'
  for (const word of words.split(' ')) {
    const called = new RegExp(`(?:^|[;&|({] ?|\\b(?:do|then|exec) )\\s*${word} `, 'm').test(INIT)
    if (called) assert.ok(APPLETS.includes(word), word)
  }
  assert.ok(/^mount /m.test(INIT))
})

test('settings arrive as they were, keys as bytes', () => {
  const text = formatFullSettings(settings)
  const said = sh(
    `${text}\nprintf '%s|' "$name" "$machine" "$key" "$readonly" "$noexec" "$complete"`,
  )
  const machine = '0123456789abcdef0123456789abcdef'
  assert.equal(said.toString(), `pi-4|${machine}|ssh-ed25519 AAAA ferry|no||yes|`)
  assert.deepEqual(sh(`${text}\nprintf "$hostkey"`), Buffer.from(settings.hostKey))
  assert.ok(text.length <= 8192)
})

test('options', () => {
  const text = formatFullSettings({
    ...settings,
    options: { readOnly: true, noexec: ['/tmp', '/home/pi'] },
  })
  assert.equal(sh(`${text}\necho "$readonly $noexec"`).toString(), 'yes /tmp /home/pi\n')
})

test('nothing in them is a command', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]*$/), (publicKey) => {
      const text = formatFullSettings({ ...settings, publicKey })
      assert.equal(sh(`${text}\nprintf '%s' "$key"`).toString(), publicKey)
    }),
    { numRuns: 20 },
  )
})

test('what is taken from a kernel package', () => {
  const check = (path: string, kept: boolean): void => assert.equal(isKernelPart(path), kept, path)
  check('boot/vmlinuz-6.1.0-50-arm64', true)
  check('boot/vmlinux-6.12.107+deb13-riscv64', true)
  check('boot/System.map-6.1.0-50-arm64', false)
  check('usr/lib/modules/6.12.107+deb13-riscv64/kernel/fs/ext4/ext4.ko.xz', true)
  check('lib/modules/6.1.0-50-arm64/kernel/drivers/net/virtio_net.ko', true)
  check('lib/modules/6.1.0-50-arm64/kernel/drivers/gpu/drm/drm.ko', false)
  check('lib/modules/6.1.0-50-arm64/modules.builtin', true)
})
