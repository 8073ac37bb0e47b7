import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findTargetAbi } from '../plan/linkers/target-abi.ts'
import { formatLibcScript, planStartSources } from './start-files.ts'

const names = (target: string, glibc: string | undefined): readonly string[] | undefined =>
  planStartSources(findTargetAbi(target)!, glibc)?.map(({ name }) => name)

test('what start files are made of: stat was in libc_nonshared.a before glibc 2.33', () => {
  const base = ['crt1', 'crtbegin', 'crtbeginS', 'atexit']
  assert.deepEqual(names('aarch64-unknown-linux-gnu', '2.33'), base)
  assert.deepEqual(names('arm-unknown-linux-gnueabihf', '2.31'), [...base, 'stat'])
  assert.deepEqual(names('arm-unknown-linux-gnueabihf', undefined), [...base, 'stat'])
  assert.equal(names('s390x-unknown-linux-gnu', '2.36'), undefined)
  assert.equal(names('aarch64-unknown-linux-musl', '2.36'), undefined)
})

test('the version of the structure that __xstat gets is the machine’s', () => {
  const stat = (target: string): string =>
    planStartSources(findTargetAbi(target)!, '2.31')?.at(-1)?.text ?? ''
  assert.match(stat('aarch64-unknown-linux-gnu'), /__xstat64\(0, path, to\)/)
  assert.match(stat('armv7-unknown-linux-gnueabihf'), /__xstat64\(3, path, to\)/)
  assert.match(stat('x86_64-unknown-linux-gnu'), /__fxstatat64\(1, fd, path, to, flags\)/)
})

test('-lc: the loader by its name, wherever it lies', () => {
  assert.match(formatLibcScript('/lib64/ld-x.so.2'), /AS_NEEDED \( ld-x\.so\.2 \)/)
})
