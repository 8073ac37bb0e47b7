import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseFileListing } from './file-listing.ts'

test('entries of GNU and busybox, by name and by folder', () => {
  const text = `lrwxrwxrwx 1 0 0 7 Jan  1  2024 lib -> usr/lib
-rwxr-xr-x 1 0 0 1319272 Nov 26 06:17 usr/lib/libc.so.6
lrwxrwxrwx    1 0        0               12 Mar 10  2023 usr/lib/libm.so -> /lib/libm.so.6
drwxr-xr-x 2 0 0 4096 Jan  1  2024 usr/lib/x
usr/include:
total 12
-rw-r--r-- 1 0 0 30 Jan  1  2024 stdio.h
drwxr-xr-x 2 0 0 4096 Jan  1  2024 sys

usr/include/sys:
total 4
-rw-r--r-- 1 0 0 31 Jan  1  2024 stat.h
-rw-r--r-- 1 0 0 31 Jan  1  2024 a b.h
@
-rw-r--r-- 1 0 0 5 Jan  1  2024 usr/lib/pkgconfig/zlib.pc
-rw-r--r-- 1 0 0 5 Jan  1  2024 ../etc/passwd
ls: cannot access 'usr/lib/*.x': No such file or directory
`
  assert.deepEqual(
    parseFileListing(text).map(({ path, kind, size, target }) =>
      [path, kind, size, target].filter((part) => part !== undefined).join(' '),
    ),
    [
      'lib link 7 usr/lib',
      'usr/lib/libc.so.6 file 1319272',
      'usr/lib/libm.so link 12 /lib/libm.so.6',
      'usr/include/stdio.h file 30',
      'usr/include/sys/stat.h file 31',
      'usr/lib/pkgconfig/zlib.pc file 5',
    ],
  )
})

test('any text: no exception, and no path leads out', () => {
  const line = fc.oneof(
    fc.string(),
    fc.string().map((name) => `-rw-r--r-- 1 0 0 5 Jan  1  2024 ${name}`),
    fc.string().map((name) => `${name}:`),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const { path } of parseFileListing(lines.join('\n'))) {
        assert.ok(!path.startsWith('/') && !path.split('/').includes('..'), path)
      }
    }),
  )
})
