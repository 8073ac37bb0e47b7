import { fixBy } from './error-pattern.ts'
import type { ErrorPattern } from './error-pattern.ts'

const BUILD = fixBy('build it for that very board', 'ferry', 'build', '--on', 'BOARD')
const VERIFY = fixBy(
  'let ferry compare the file with the board',
  'ferry',
  'verify',
  'FILE',
  '--on',
  'BOARD',
)

/** What loaders and kernels say beyond the usual: symbols, marks of the CPU, signals, and places. Sources: ld.so of glibc and musl, Linux, QEMU. */
export const RUN_ERRORS: readonly ErrorPattern[] = [
  {
    pattern:
      /version (GLIBC_[\d.]+) not defined in file|symbol \S+, version (GLIBC_[\d.]+) not defined/,
    means: ([, first = '', second = '']) => ({
      code: 'elf/glibc-too-new',
      title: `The program needs ${first || second}; the board’s glibc is older.`,
      why: 'It was linked against a newer glibc than the board has.',
      fix: BUILD,
      names: [first || second],
    }),
  },
  {
    pattern:
      /undefined symbol: (\w+)|Error relocating [^:]+: (\w+): symbol not found|symbol lookup error: \S+ (\w+)/,
    means: ([, first = '', second = '', third = '']) => ({
      code: 'elf/symbol-missing',
      title: `No library of the board defines ${first || second || third}.`,
      why: second
        ? 'musl’s loader says so, most often of a program that was built for glibc.'
        : 'A library of the board is older, or was built with other options, than the one that the program was linked with.',
      fix: BUILD,
      names: [first || second || third],
    }),
  },
  {
    pattern: /([\w.+-]+\.so[\w.]*): no version information available \(required by/,
    means: ([, library = '']) => ({
      code: 'elf/symbol-version-missing',
      title: `The board’s ${library} has no symbol versions, and the program expects some.`,
      why: 'It is another build of the library. The loader only warns, and takes whatever symbols have the name.',
      fix: BUILD,
      names: [library],
    }),
  },
  {
    pattern: /(libgcc_s\.so\.1) must be installed for/,
    means: ([, library = '']) => ({
      code: 'elf/library-missing',
      title: `The board has no ${library}.`,
      why: 'Threads and panics need it; small systems leave it out.',
      fix: VERIFY,
      names: [library],
    }),
  },
  {
    pattern: /cannot allocate memory in static TLS block/,
    means: () => ({
      code: 'elf/static-tls',
      title: 'A library that was loaded late wants more thread-local memory than is set aside.',
      why: 'Libraries with the initial-exec TLS model (jemalloc, libgomp) must be loaded at the start.',
      fix: fixBy('load it first', 'env', 'LD_PRELOAD=LIBRARY', './PROGRAM'),
    }),
  },
  {
    pattern: /CPU ISA level is lower than required|CPU does not support x86-64-v\d/,
    means: () => ({
      code: 'elf/cpu-feature',
      title: 'The program or a library is marked for a newer level of x86-64 than the CPU has.',
      why: 'It was built with -march=x86-64-v2 or higher, or target-cpu=native.',
      fix: BUILD,
    }),
  },
  {
    pattern:
      /invalid ELF header|file too short|ELF file's phentsize|cannot read file data|ELF file OS ABI invalid|object file has no dynamic section/,
    means: () => ({
      code: 'elf/damaged',
      title: 'A library or the program is not whole, or is no ELF file.',
      why: 'A copy was cut, the disk was full, a Git LFS pointer or a linker script lies in place of the file.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /uses deprecated CP15 Barrier instruction|cp15barrier/i,
    means: () => ({
      code: 'elf/cp15-barrier',
      title: 'An ARMv6 program runs on an ARMv8 core; the kernel emulates its memory barriers.',
      why: 'It is slow, and ends with “Illegal instruction” where emulation is off.',
      fix: BUILD,
    }),
  },
  {
    pattern: /Could not open '(\/\S*ld[-\w.]+so[\d.]*)'/,
    means: ([, loader = '']) => ({
      code: 'elf/interpreter-missing',
      title: `qemu does not find ${loader}: it runs the board’s program without the board’s root.`,
      why: 'A dynamic program needs the loader and libraries of its own system; -L or QEMU_LD_PREFIX names where they are.',
      fix: fixBy(
        'run it on a virtual board, which has them',
        'ferry',
        'run',
        '--on',
        'virtual:pi-4',
      ),
      names: [loader],
    }),
  },
  {
    pattern: /^(?:-?\w+: )?(?:line \d+: |\d+: )?(?:\.{0,2}\/)\S+: not found$/,
    means: () => ({
      code: 'elf/interpreter-missing',
      title: 'If the file is there, its program interpreter is not.',
      why: 'busybox and dash say “not found” of a program whose loader is missing: musl against glibc, or the wrong float ABI.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /Text file busy|ETXTBSY|os error 26\b/i,
    means: () => ({
      code: 'board/text-busy',
      title: 'The program is running, so its file cannot be overwritten.',
      why: 'Linux keeps a running program’s file from being written to (ETXTBSY). A new file with the same name is allowed: ferry writes beside and renames.',
      fix: fixBy('ship it so', 'ferry', 'ship', 'FILE', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /Read-only file system|os error 30\b/i,
    means: () => ({
      code: 'board/read-only',
      title: 'That file system is mounted read-only.',
      why: 'Many boards keep their root read-only; after a damaged disk the kernel does it, too.',
      fix: fixBy('see which places can be written to', 'ferry', 'probe', 'BOARD'),
    }),
  },
  {
    pattern: /(?:^|\s)(?:-?\w+: )?(?:line \d+: |\d+: )?(?:\.{0,2}\/)\S+: Permission denied$/,
    means: () => ({
      code: 'board/noexec',
      title: 'The file may not be started there.',
      why: 'Its folder is mounted noexec, or the file lacks the right to be executed (chmod +x); copying by cat or from Windows loses it.',
      fix: fixBy('ship it to a place that allows it', 'ferry', 'ship', 'FILE', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /(?:scp|sftp|cp|mv|install|cannot create)\b.*Permission denied/i,
    means: () => ({
      code: 'board/not-writable',
      title: 'The login may not write there.',
      why: 'System folders belong to root.',
      fix: fixBy('see which places can be written to', 'ferry', 'probe', 'BOARD'),
    }),
  },
  {
    pattern:
      /memory allocation of \d+ bytes failed|Cannot allocate memory \(os error 12\)|Out of memory: Killed process|oom-kill|^(?:.*: )?(?:line \d+: )?(?:\d+ )?Killed\b|exit (?:code|status)?:? ?137\b/,
    means: () => ({
      code: 'run/out-of-memory',
      title: 'Memory ran out.',
      why: 'The board has no more, or a limit of its own (cgroup, ulimit). jemalloc with too small pages says so as well, after a line of its own.',
      fix: fixBy('see how much the board has', 'ferry', 'probe', 'BOARD'),
    }),
  },
  {
    pattern: /Bus error|SIGBUS|Alignment trap:|exit (?:code|status)?:? ?135\b/,
    means: () => ({
      code: 'run/bus-error',
      title: 'The program touched memory that is not there, or not aligned (SIGBUS).',
      why: 'A mapped file was cut or its disk is bad, code was linked for smaller pages, or C code casts pointers that old ARM cores cannot follow.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /Segmentation fault|SIGSEGV|uncaught target signal 11|exit (?:code|status)?:? ?139\b/,
    means: () => ({
      code: 'run/segfault',
      title: 'The program touched memory that is not its own (SIGSEGV).',
      why: 'At the very start it is seldom the program: packed relocations on an old loader, pages of another size, mixed widths of time_t, or ARMv7 start files on an older core. Later it is a fault of C or unsafe code.',
      fix: VERIFY,
    }),
  },
]
