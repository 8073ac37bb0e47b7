import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findTargetAbi } from '../linkers/target-abi.ts'
import { basePackages, gccMajor, isSysrootPath } from './sysroot-packages.ts'

test('the gcc of a release is read from libgcc-s1', () => {
  assert.equal(gccMajor('12.2.0-14+deb12u1'), '12')
  assert.equal(gccMajor('1:8.3.0-6'), '8')
  assert.equal(gccMajor('14-20240330-1'), '14')
  assert.equal(gccMajor(''), undefined)
})

test('a sysroot holds what linking and compiling read', () => {
  const check = (path: string, kept: boolean): void => assert.equal(isSysrootPath(path), kept, path)
  for (const path of [
    'lib/ld-linux-armhf.so.3',
    'lib/arm-linux-gnueabihf/libc.so.6',
    'usr/lib/arm-linux-gnueabihf/crt1.o',
    'usr/lib/gcc/arm-linux-gnueabihf/12/libgcc.a',
    'usr/include/stdio.h',
    'usr/share/pkgconfig/x.pc',
    'usr/lib/linux/uapi/arm/asm/unistd.h',
    'usr',
    'usr/lib',
    'usr/include',
    'lib64',
  ])
    check(path, true)
  for (const path of [
    'usr/share/doc/libc6/copyright',
    'usr/bin/ldd',
    'etc/ld.so.conf.d/x.conf',
    'usr/lib/arm-linux-gnueabihf/gconv/UTF-16.so',
    'usr/lib/gcc/aarch64-linux-gnu/12/libasan.a',
    'sbin/ldconfig',
  ])
    check(path, false)
})

test('musl has its own packages', () => {
  assert.ok(basePackages(findTargetAbi('aarch64-unknown-linux-musl')!, '14').includes('musl-dev'))
  assert.ok(basePackages(findTargetAbi('aarch64-unknown-linux-gnu')!, '14').includes('libc6-dev'))
})
