import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { explainCargoFailure, stripColours } from './cargo-failure.ts'

function check(output: string, expected: string): void {
  const failure = explainCargoFailure(output)
  assert.equal(failure && Object.values(failure).join(' | '), expected)
}

test('causes are found in what the tools print', () => {
  check('  = note: rust-lld: error: unable to find library -lasound\n', 'library-missing | asound')
  check('/usr/bin/ld: cannot find -lusb-1.0: No such file', 'library-missing | usb-1.0')
  check(
    '  The system library `alsa` required by crate `alsa-sys` was not found.\n',
    'pkg-config-package | alsa | alsa-sys',
  )
  check(
    "  Package 'libudev', required by 'virtual:world', not found\n  No package 'libudev' found",
    'pkg-config-package | libudev',
  )
  check('The pkg-config command could not be found.', 'tool-missing | pkg-config')
  check(
    'error occurred in cc-rs: failed to find tool "arm-linux-gnueabihf-gcc": No such file or directory (os error 2)',
    'compiler-missing | arm-linux-gnueabihf-gcc',
  )
  check("thread 'main' panicked: is `cmake` not installed?", 'tool-missing | cmake')
  check(
    "x.c:1:10: fatal error: 'alsa/asoundlib.h' file not found",
    'header-missing | alsa/asoundlib.h',
  )
  check(
    'x.c:1:10: fatal error: linux/can.h: No such file or directory',
    'header-missing | linux/can.h',
  )
  check(
    "error: couldn't read `/r/rquickjs-sys-0.10.0/src/bindings/arm-unknown-linux-musleabihf.rs`: No such file or directory (os error 2)",
    'bindings-missing | rquickjs-sys | arm-unknown-linux-musleabihf',
  )
  check("cxx.h:2:10: fatal error: 'algorithm' file not found", 'cxx-missing | algorithm')
  check("x:1:10: fatal error: 'bits/c++config.h' file not found", 'cxx-missing | bits/c++config.h')
  check('x.cc:1:10: fatal error: memory: No such file or directory', 'cxx-missing | memory')
  check('  = note: rust-lld: error: unable to find library -lstdc++\n', 'cxx-missing | libstdc++')
  check(
    "error[E0463]: can't find crate for `std`\n  |\n  = note: the `arm-unknown-linux-gnueabihf` target may not be installed",
    'std-missing | arm-unknown-linux-gnueabihf',
  )
  check(
    'error: could not find `ripgrepp` in registry `crates-io` with version `*`',
    'crate-not-found | ripgrepp | could not find `ripgrepp` in registry `crates-io` with version `*`',
  )
  check(
    'rust-lld: error: /tmp/x.o is incompatible with elf_x86_64',
    'wrong-machine | rust-lld: error: /tmp/x.o is incompatible with elf_x86_64',
  )
  check('error: failed to write x: No space left on device (os error 28)', 'no-space')
})

test('an error of the code is not explained', () => {
  assert.equal(explainCargoFailure('error[E0425]: cannot find value `x` in this scope'), undefined)
})

test('colours and progress bars do not hide the cause', () => {
  check(
    '\u001b[1m\u001b[91merror\u001b[0m: x\n   Building [=>  ] 3/4: a\rrust-lld: error: unable to find library -lz',
    'library-missing | z',
  )
  assert.equal(
    stripColours('\u001b[1mBuilding [=> ] 1/2\rCompiling a\r\n\u001b[Kdone'),
    'Compiling a\r\ndone',
  )
})

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void explainCargoFailure(text)))
})
