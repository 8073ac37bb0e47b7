import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { explainError } from './explain-error.ts'

function check(text: string, code: string, ...names: readonly string[]): void {
  test(`${code}: ${text.slice(0, 60)}`, () => {
    const [first] = explainError(text)
    assert.equal(first?.code, code)
    assert.deepEqual(first.names ?? [], names)
    assert.ok(first.title.endsWith('.') && first.why.length > 20)
    assert.ok(first.fix.command && first.fix.command.length > 1)
  })
}

check('bash: ./app: cannot execute binary file: Exec format error', 'elf/wrong-machine')
check('./pppwn: line 1: syntax error: unexpected word (expecting ")")', 'elf/wrong-machine')
check('./app: 1: Syntax error: "(" unexpected', 'elf/wrong-machine')
check('-bash: ./app: No such file or directory', 'elf/interpreter-missing')
check('bash: ./app: cannot execute: required file not found', 'elf/interpreter-missing')
check(
  "./app: /lib/arm-linux-gnueabihf/libc.so.6: version `GLIBC_2.34' not found (required by ./app)",
  'elf/glibc-too-new',
  'GLIBC_2.34',
)
check(
  "./app: libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by ./app)",
  'elf/symbol-version-missing',
  'GLIBCXX_3.4.30',
)
check(
  './app: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory',
  'elf/library-missing',
  'libssl.so.3',
)
check(
  'Error loading shared library libssl.so.3: No such file or directory (needed by ./app)',
  'elf/library-missing',
  'libssl.so.3',
)
check('Illegal instruction (core dumped)', 'elf/cpu-too-new')
check('<jemalloc>: Unsupported system page size', 'elf/jemalloc-page-size')
check(
  './app: error while loading shared libraries: ./app: ELF load command alignment not page-aligned',
  'elf/page-size',
)
check('FATAL: kernel too old', 'elf/kernel-too-old')
check('scp: write remote "/tmp/app": No space left on device', 'board/no-space')
check(
  "error[E0463]: can't find crate for `std`\n  = note: the `armv7-unknown-linux-gnueabihf` target may not be installed",
  'std/missing',
)
check(
  'error: linker `arm-linux-gnueabihf-gcc` not found',
  'linker/missing',
  'arm-linux-gnueabihf-gcc',
)
check('error: linker `cc` not found', 'linker/missing', 'cc')
check(
  'rust-lld: error: /tmp/rustc/symbols.o is incompatible with elf_x86_64',
  'linker/wrong-machine',
)
check('/usr/bin/ld: /tmp/app.o: file in wrong format', 'linker/wrong-machine')
check('/usr/bin/ld: app.o: Relocations in generic ELF (EM: 40)', 'linker/wrong-machine')
check(
  'error: failed to run `rustc`\n  error: error loading target specification: could not find specification for target "armv6-unknown-linux-gnueabihf"',
  'target/unknown',
  'armv6-unknown-linux-gnueabihf',
)
check('ld: error: foo.o uses VFP register arguments, bar.o does not', 'elf/float-abi')

test('text that says nothing means nothing', () => {
  assert.deepEqual(explainError('all is well\n\n'), [])
})

test('a build log gives what stopped the build first', () => {
  const log =
    'warning: unused\nerror: linking with `cc` failed: exit status: 1\n  = note: rust-lld: error: x.o is incompatible with elf_x86_64\nNo space left on device'
  assert.deepEqual(
    explainError(log).map((meaning) => meaning.code),
    ['linker/wrong-machine', 'board/no-space'],
  )
})

test('any text is survived, and soon', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 4000 }), (text) => Array.isArray(explainError(text))),
  )
  const before = performance.now()
  explainError(`${'version `A_'.repeat(200_000)}\n`.repeat(5))
  explainError(' '.repeat(1 << 20))
  assert.ok(performance.now() - before < 2000)
})
