import assert from 'node:assert/strict'
import { test } from 'node:test'

import { OS_LIBC } from '../knowledge/os-libc.ts'
import { libcOfSystem } from './os-libc.ts'
import { parseSystem } from './parse-system.ts'

function check(
  text: string,
  id: string | undefined,
  bits: number | undefined,
  libc?: string,
): void {
  test(`--os “${text}”`, () => {
    const system = parseSystem(text)
    assert.equal(system.os?.id, id)
    assert.equal(system.bits, bits)
    assert.deepEqual(system.unknown, [])
    const found = system.os && libcOfSystem(system.os, OS_LIBC)
    assert.equal(found?.kind === 'musl' ? 'musl' : found?.version, libc)
  })
}

check('raspberry pi os 32', 'raspbian', 32)
check('Raspberry Pi OS 64-bit', 'debian', 64)
check('raspberry pi os', 'raspberry-pi-os', undefined)
check('raspberry pi os bookworm 32', 'raspbian', 32, '2.36')
check('Raspbian Buster', 'raspbian', undefined, '2.28')
check('debian 12 armhf', 'debian', 32, '2.36')
check('debian 13 arm64', 'debian', 64, '2.41')
check('bullseye', 'debian', undefined, '2.31')
check('ubuntu 22.04', 'ubuntu', undefined, '2.35')
check('Ubuntu Server 24.04 64-bit', 'ubuntu', 64, '2.39')
check('alpine', 'alpine', undefined, 'musl')
check('openwrt', 'openwrt', undefined, 'musl')
check('fedora 42', 'fedora', undefined, '2.41')
check('arch linux arm', 'arch', undefined)
check('alpine edge', 'alpine', undefined, 'musl')
check('Alpine Linux 3.20 armv7', 'alpine', 32, 'musl')
check('dietpi bookworm', 'dietpi', undefined, '2.36')
check('jetpack 4.6', 'ubuntu', undefined)
check('revyos', 'debian', undefined)
check('ubuntu 22.04 lts minimal', 'ubuntu', undefined, '2.35')
check('musl', undefined, undefined)
check('32-bit', undefined, 32)
check('64', undefined, 64)
check('riscv64', undefined, 64)

test('words that say nothing are given back', () => {
  assert.deepEqual(parseSystem('plan 9 from bell labs').unknown, ['plan', 'from', 'bell', 'labs'])
})
