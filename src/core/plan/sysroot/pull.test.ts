import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { parseFileListing, type ListedFile } from '../../read/file-listing.ts'
import { findTargetAbi } from '../linkers/target-abi.ts'
import { groupFiles, planSysrootListing, selectSysrootFiles } from './pull.ts'

const abi = findTargetAbi('aarch64-unknown-linux-gnu')!
const wish = { abi, headers: false, libraries: [] }

/** A merged-usr root as boards have them, listed by this host's own sh and ls. */
function listRoot(headers: boolean): readonly ListedFile[] {
  const root = mkdtempSync(join(tmpdir(), 'ferry-pull-'))
  const ma = 'usr/lib/aarch64-linux-gnu'
  for (const path of [
    `${ma}/libc.so.6`,
    `${ma}/libm.so.6`,
    `${ma}/libz.so.1.2.13`,
    `${ma}/libfoo.so.3.1`,
    `${ma}/libqt.so.5`,
    `${ma}/pkgconfig/foo.pc`,
    `${ma}/perl/x.so`,
    'usr/lib/ld-linux-aarch64.so.1',
    'usr/include/stdio.h',
    'usr/include/sys/a.h',
    'usr/bin/sh',
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), path)
  }
  symlinkSync('usr/lib', join(root, 'lib'))
  symlinkSync('/lib/aarch64-linux-gnu/libm.so.6', join(root, ma, 'libm.so'))
  symlinkSync('libfoo.so.3', join(root, ma, 'libfoo.so'))
  symlinkSync('libfoo.so.3.1', join(root, ma, 'libfoo.so.3'))
  symlinkSync('libz.so.1.2.13', join(root, ma, 'libz.so.1'))
  symlinkSync('libgone.so.1', join(root, ma, 'libgone.so'))
  const script = planSysrootListing({ ...wish, headers }, root)
  const ended = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  rmSync(root, { recursive: true })
  assert.equal(ended.status, 0)
  return parseFileListing(ended.stdout)
}
const names = (files: readonly ListedFile[]): readonly string[] =>
  files.map(({ path }) => path.replace('usr/lib/aarch64-linux-gnu/', '')).toSorted()

test('without C: libc, loader, and the libraries that were named, with all that a link leads to', () => {
  const listed = listRoot(false)
  assert.deepEqual(names(selectSysrootFiles(listed, wish)), [
    'lib',
    'libc.so.6',
    'libm.so',
    'libm.so.6',
    'usr/lib/ld-linux-aarch64.so.1',
  ])
  assert.deepEqual(
    names(selectSysrootFiles(listed, { ...wish, libraries: ['z'] })).filter((n) => /libz/.test(n)),
    ['libz.so.1', 'libz.so.1.2.13'],
  )
})

test('with C: headers, pkg-config files and what development links lead to; a link to nothing is left out', () => {
  const headers = { ...wish, headers: true }
  assert.deepEqual(names(selectSysrootFiles(listRoot(true), headers)), [
    'lib',
    'libc.so.6',
    'libfoo.so',
    'libfoo.so.3',
    'libfoo.so.3.1',
    'libm.so',
    'libm.so.6',
    'pkgconfig/foo.pc',
    'usr/include/stdio.h',
    'usr/include/sys/a.h',
    'usr/lib/ld-linux-aarch64.so.1',
  ])
})

test('files are read in parts', () => {
  const file = (size: number): ListedFile => ({ path: 'a', kind: 'file', size, stamp: '' })
  const sizes = (files: readonly ListedFile[]): readonly number[] =>
    groupFiles(files).map((group) => group.length)
  assert.deepEqual(sizes([9_000_000, 1, 2, 7_999_999, 5].map(file)), [1, 2, 1, 1])
  assert.deepEqual(sizes(Array.from({ length: 301 }, () => file(1))), [300, 1])
})
