import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { explainError } from './explain-error.ts'

/** Real texts, each with the one code that may claim it. */
const texts: readonly (readonly [code: string, text: string])[] = [
  // Kernel, shells, loaders.
  ['elf/wrong-machine', 'bash: ./app: cannot execute binary file: Exec format error'],
  ['elf/wrong-machine', 'zsh: exec format error: ./app'],
  [
    'elf/wrong-machine',
    'app.service: Failed at step EXEC spawning /usr/bin/app: Exec format error',
  ],
  ['elf/wrong-machine', 'sh: ./app: line 1: syntax error: unexpected "("'],
  ['elf/interpreter-missing', '-bash: ./app: No such file or directory'],
  ['elf/interpreter-missing', '-ash: ./app: not found'],
  ['elf/interpreter-missing', 'sh: 1: ./target/debug/app: not found'],
  ['elf/interpreter-missing', 'bash: ./app: cannot execute: required file not found'],
  [
    'elf/interpreter-missing',
    "qemu-arm: Could not open '/lib/ld-linux-armhf.so.3': No such file or directory",
  ],
  [
    'elf/glibc-too-new',
    "./app: /lib/aarch64-linux-gnu/libc.so.6: version `GLIBC_2.39' not found (required by ./app)",
  ],
  [
    'elf/glibc-too-new',
    './app: symbol lookup error: symbol clock_gettime, version GLIBC_2.17 not defined in file libc.so.6 with link time reference',
  ],
  [
    'elf/symbol-version-missing',
    "./app: /usr/lib/libstdc++.so.6: version `CXXABI_1.3.15' not found (required by ./app)",
  ],
  [
    'elf/symbol-version-missing',
    "./app: /lib/libssl.so.3: version `OPENSSL_3.2.0' not found (required by ./app)",
  ],
  [
    'elf/symbol-version-missing',
    './app: /usr/local/lib/libcurl.so.4: no version information available (required by ./app)',
  ],
  [
    'elf/symbol-missing',
    './app: symbol lookup error: ./app: undefined symbol: SSL_get1_peer_certificate',
  ],
  ['elf/symbol-missing', 'Error relocating ./app: __isoc23_strtol: symbol not found'],
  [
    'elf/library-missing',
    './app: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory',
  ],
  [
    'elf/library-missing',
    'Error loading shared library libasound.so.2: No such file or directory (needed by ./app)',
  ],
  ['elf/library-missing', 'libgcc_s.so.1 must be installed for pthread_exit to work'],
  ['elf/static-tls', '/lib/libgomp.so.1: cannot allocate memory in static TLS block'],
  ['elf/cpu-feature', './app: CPU ISA level is lower than required'],
  ['elf/cpu-feature', 'Fatal glibc error: CPU does not support x86-64-v2'],
  ['elf/cpu-too-new', 'Illegal instruction (core dumped)'],
  ['elf/cpu-too-new', 'qemu: uncaught target signal 4 (Illegal instruction) - core dumped'],
  ['elf/cp15-barrier', '"app" (1234) uses deprecated CP15 Barrier instruction at 0xb6f0a1c4'],
  [
    'elf/damaged',
    './app: error while loading shared libraries: /usr/lib/libfoo.so.1: file too short',
  ],
  ['elf/damaged', './app: error while loading shared libraries: libfoo.so: invalid ELF header'],
  [
    'elf/wrong-class',
    './app: error while loading shared libraries: libz.so.1: wrong ELF class: ELFCLASS64',
  ],
  [
    'elf/page-size',
    './app: error while loading shared libraries: libfoo.so: ELF load command alignment not page-aligned',
  ],
  ['elf/jemalloc-page-size', '<jemalloc>: Unsupported system page size'],
  ['elf/kernel-too-old', 'FATAL: kernel too old'],
  ['run/segfault', 'Segmentation fault (core dumped)'],
  ['run/segfault', 'process terminated by signal SIGSEGV (invalid memory reference)'],
  ['run/bus-error', 'Bus error'],
  [
    'run/bus-error',
    'Alignment trap: app (312) PC=0x00010a4c Instr=0xe5912000 Address=0x00021003 FSR 0x001',
  ],
  ['run/out-of-memory', 'memory allocation of 536870912 bytes failed'],
  ['run/out-of-memory', 'Out of memory: Killed process 812 (rustc) total-vm:1543212kB'],
  [
    'run/out-of-memory',
    'error: could not compile `zeroclaw` (bin "zeroclaw") (signal: 9, SIGKILL: kill)',
  ],
  ['board/text-busy', 'scp: dest open "/usr/local/bin/app": Text file busy'],
  [
    'board/text-busy',
    'Error: Os { code: 26, kind: ExecutableFileBusy, message: "Text file busy" }',
  ],
  ['board/read-only', "cp: cannot create regular file '/usr/bin/app': Read-only file system"],
  ['board/noexec', 'bash: /tmp/app: Permission denied'],
  ['board/not-writable', 'scp: dest open "/usr/local/bin/app": Permission denied'],
  ['board/no-space', 'scp: write remote "/tmp/app": No space left on device'],
  // The way to the board.
  ['ssh/host-key-changed', '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @'],
  ['ssh/host-key-unknown', 'Host key verification failed.'],
  ['ssh/permission-denied', 'pi@raspberrypi.local: Permission denied (publickey,password).'],
  [
    'ssh/too-many-keys',
    'Received disconnect from 192.168.1.20 port 22:2: Too many authentication failures',
  ],
  [
    'ssh/name-not-found',
    'ssh: Could not resolve hostname raspberrypi.local: Name or service not known',
  ],
  ['ssh/refused', 'ssh: connect to host 192.168.1.20 port 22: Connection refused'],
  ['ssh/timeout', 'ssh: connect to host 192.168.1.20 port 22: Connection timed out'],
  ['ssh/timeout', 'ssh: connect to host board port 22: Operation timed out'],
  ['ssh/unreachable', 'ssh: connect to host 192.168.1.20 port 22: No route to host'],
  ['ssh/closed', 'kex_exchange_identification: Connection closed by remote host'],
  [
    'ssh/damaged-line',
    'ssh_dispatch_run_fatal: Connection to 192.168.1.20 port 22: message authentication code incorrect',
  ],
  ['ssh/line-lost', 'client_loop: send disconnect: Broken pipe'],
  ['ssh/line-lost', 'Connection to 192.168.1.20 closed by remote host.'],
  [
    'ssh/no-common-algorithm',
    'Unable to negotiate with 192.168.1.1 port 22: no matching host key type found. Their offer: ssh-rsa',
  ],
  ['ssh/bad-config', 'Bad owner or permissions on /home/me/.ssh/config'],
  ['ssh/no-sftp', 'sh: /usr/libexec/sftp-server: not found'],
  ['ssh/no-sftp', 'subsystem request failed on channel 0'],
  ['board/no-rsync', 'bash: line 1: rsync: command not found'],
  [
    'board/no-rsync',
    'rsync error: error in rsync protocol data stream (code 12) at io.c(231) [sender=3.2.7]',
  ],
  [
    'board/sudo-password',
    'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper',
  ],
  // rustc, rustup, cargo.
  ['std/missing', "error[E0463]: can't find crate for `core`"],
  [
    'std/missing',
    "error: toolchain 'stable-x86_64-unknown-linux-gnu' does not support target 'armv6-unknown-linux-gnueabihf'; did you mean 'armv7-unknown-linux-gnueabihf'?",
  ],
  [
    'target/unknown',
    'error: error loading target specification: could not find specification for target "armv6-unknown-linux-gnueabihf"',
  ],
  ['std/toolchain-missing', "error: toolchain '1.70.0-x86_64-unknown-linux-gnu' is not installed"],
  ['cargo/no-manifest', 'error: could not find `Cargo.toml` in `/home/me` or any parent directory'],
  ['cargo/no-binary', 'error: a bin target must be available for `cargo run`'],
  [
    'cargo/several-binaries',
    'error: `cargo run` could not determine which binary to run. Use the `--bin` option to specify a binary, or the `default-run` manifest key.',
  ],
  [
    'cargo/no-runner',
    'error: could not execute process `target/armv7-unknown-linux-gnueabihf/debug/app` (never executed)',
  ],
  [
    'host/no-network',
    'warning: spurious network error (3 tries remaining): [6] Could not resolve hostname (Could not resolve host: index.invalid)',
  ],
  ['build/no-atomic-u64', 'error[E0432]: unresolved import `std::sync::atomic::AtomicU64`'],
  // Linkers.
  ['linker/missing', 'error: linker `arm-linux-gnueabihf-gcc` not found'],
  [
    'linker/wrong-machine',
    '/usr/bin/ld: target/armv7/app.o: error adding symbols: file in wrong format',
  ],
  [
    'linker/wrong-machine',
    'rust-lld: error: /tmp/rustcXy/symbols.o is incompatible with elf_x86_64',
  ],
  ['linker/wrong-machine', "gcc: error: unrecognized command-line option '-m64'"],
  [
    'linker/wrong-machine',
    '/usr/bin/ld: skipping incompatible /usr/lib/x86_64-linux-gnu/libssl.so when searching for -lssl',
  ],
  ['linker/wrong-machine', '/usr/bin/ld: unrecognised emulation mode: armelf_linux_eabi'],
  ['elf/float-abi', 'ld: error: foo.o uses VFP register arguments, app does not'],
  [
    'linker/libc-too-new',
    "/usr/bin/ld: libfoo.a(bar.o): undefined reference to `__isoc23_strtoul'",
  ],
  ['linker/libc-too-new', 'ld.lld: error: undefined symbol: stat64@GLIBC_2.33'],
  ['build/atomics', "undefined reference to `__atomic_load_8'"],
  ['build/atomics', 'rust-lld: error: undefined symbol: __atomic_fetch_add_8'],
  ['build/no-sysroot', 'rust-lld: error: cannot open Scrt1.o: No such file or directory'],
  ['build/no-sysroot', '/usr/bin/ld: cannot find crti.o: No such file or directory'],
  [
    'build/no-sysroot',
    'ld: cannot find /lib/arm-linux-gnueabihf/libc.so.6 inside /home/me/sysroot',
  ],
  ['build/library-missing', '/usr/bin/ld: cannot find -lasound: No such file or directory'],
  ['build/library-missing', 'rust-lld: error: unable to find library -lgcc_s'],
  // pkg-config, bindgen, cmake, cc.
  ['build/pkg-config', 'pkg-config has not been configured to support cross-compilation.'],
  [
    'build/library-missing',
    'The system library `alsa` required by crate `alsa-sys` was not found.',
  ],
  ['build/library-missing', 'Package alsa was not found in the pkg-config search path.'],
  [
    'build/library-missing',
    'Could not find directory of OpenSSL installation, and this `-sys` crate cannot',
  ],
  ['build/tool-missing', 'The pkg-config command could not be found.'],
  [
    'build/tool-missing',
    'Could not find `protoc`. If `protoc` is installed, try setting the `PROTOC` environment variable',
  ],
  [
    'build/tool-missing',
    "Can't locate FindBin.pm in @INC (you may need to install the FindBin module)",
  ],
  ['build/tool-missing', '/bin/sh: 1: nasm: not found'],
  [
    'build/tool-missing',
    'failed to execute command: No such file or directory (os error 2) is `cmake` not installed?',
  ],
  [
    'build/libclang-missing',
    "Unable to find libclang: \"couldn't find any valid shared libraries matching: ['libclang.so', 'libclang-*.so', 'libclang.so.*']",
  ],
  [
    'build/headers-missing',
    "/usr/include/stdio.h:27:10: fatal error: 'bits/libc-header-start.h' file not found",
  ],
  [
    'build/headers-missing',
    'wrapper.h:1:10: fatal error: alsa/asoundlib.h: No such file or directory',
  ],
  ['build/cmake', 'CMake Error: CMAKE_C_COMPILER not set, after EnableLanguage'],
  [
    'linker/no-compiler',
    'error occurred in cc-rs: failed to find tool "arm-linux-gnueabihf-gcc": No such file or directory (os error 2)',
  ],
  ['linker/no-compiler', 'Failed to find tool. Is `aarch64-linux-musl-gcc` installed?'],
  ['linker/no-compiler', "cc1: error: bad value ('armv7-a') for '-march=' switch"],
  [
    'build/assembler',
    "/tmp/ccXy.s:42: Error: selected processor does not support `movw r0,#1' in ARM mode",
  ],
  [
    'build/script-glibc',
    "/project/target/release/build/ring-1/build-script-build: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.29' not found (required by /project/target/release/build/ring-1/build-script-build)",
  ],
]

for (const [code, text] of texts) {
  test(`${code}: ${text.slice(0, 70)}`, () => {
    const meanings = explainError(text)
    assert.deepEqual(
      meanings.map((m) => m.code),
      [code],
    )
    const [first] = meanings
    assert.ok(first && first.title.length > 10 && first.why.length > 20)
    assert.ok(first.fix.command && first.fix.command.length > 1)
  })
}

test('at least 100 texts, and a page for every code', () => {
  assert.ok(texts.length >= 100, String(texts.length))
  const pages = join(import.meta.dirname, '../../../docs/problems')
  const without = texts.filter(([code]) => !existsSync(join(pages, `${code}.md`))).map(([c]) => c)
  assert.deepEqual([...new Set(without)], [])
})

/** Texts of every day that mean something else, or nothing that ferry knows. */
const others: readonly string[] = [
  'error[E0382]: borrow of moved value: `x`',
  'warning: unused variable: `symbol`',
  "thread 'main' panicked at src/main.rs:4:5: index out of bounds: the len is 3 but the index is 7",
  'test result: FAILED. 3 passed; 1 failed; 0 ignored',
  'error: could not compile `app` (bin "app") due to 1 previous error',
  'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
  'error[E0425]: cannot find value `page_size` in this scope',
  'Finished `release` profile [optimized] target(s) in 34.21s',
  'Address already in use (os error 98)',
  'HTTP 404: user not found',
  'error: package `foo` not found in workspace',
  'The file /etc/app.toml was not found, using defaults',
  'Downloaded serde v1.0.219',
  'error: failed to run custom build command for `openssl-sys v0.9.109`',
  'error: linking with `cc` failed: exit status: 1',
  'make: *** [Makefile:12: all] Error 2',
]

for (const text of others) {
  test(`no meaning: ${text.slice(0, 60)}`, () => {
    assert.deepEqual(
      explainError(text).map((m) => m.code),
      [],
    )
  })
}
