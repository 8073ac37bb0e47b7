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

/**
 * What kernels, shells and loaders say about a program that does not start. Sources: execve(2), ld.so of glibc and
 * musl, bash, dash and busybox ash; texts reproduced by facts/README.md's traps.
 */
export const BOARD_ERRORS: readonly ErrorPattern[] = [
  {
    pattern: /exec format error|cannot execute binary file/i,
    means: () => ({
      code: 'elf/wrong-machine',
      title: 'The program is made for another kind of CPU than the machine it was started on.',
      why: 'The kernel refuses such a file (ENOEXEC). It is what an x86-64 program says on a Pi, and what a Pi’s program says on a laptop, unless qemu-user is registered there.',
      fix: VERIFY,
    }),
  },
  {
    pattern:
      /syntax error:? ?(?:unexpected (?:word|"\(")|"\(" unexpected|unterminated quoted string)/i,
    means: () => ({
      code: 'elf/wrong-machine',
      title: 'The shell took the program for a script: the kernel did not know it as a program.',
      why: 'A busybox or dash shell reads a file that the kernel refused (ENOEXEC) as a script. The program is most likely for another CPU.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /version [`'‘"]?((GLIBC)_([\d.]+))['’"]? not found/,
    means: ([, need = '', , version = '']) => ({
      code: 'elf/glibc-too-new',
      title: `The program needs ${need}; the board’s glibc is older.`,
      why: `It was linked against a newer glibc than the board has. What is linked against 2.34 or later needs at least 2.34, whatever it calls. (Needed here: ${version}.)`,
      fix: fixBy('link against the board’s own glibc', 'ferry', 'build', '--on', 'BOARD'),
      names: [need],
    }),
  },
  {
    pattern: /version [`'‘"]?((?:GLIBCXX|CXXABI|GCC|[A-Z]+)_[\w.]+)['’"]? not found/,
    means: ([, need = '']) => ({
      code: 'elf/symbol-version-missing',
      title: `The program needs ${need}, which the board’s library does not have.`,
      why: 'It was linked against a newer library than the board’s (libstdc++, OpenSSL, …).',
      fix: BUILD,
      names: [need],
    }),
  },
  {
    pattern:
      /error while loading shared libraries: ([^\s:]+): cannot open shared object file|Error loading shared library ([^\s:]+): No such file/,
    means: ([, glibc = '', musl = '']) => ({
      code: 'elf/library-missing',
      title: `The board has no ${glibc || musl}.`,
      why: 'The program is linked with a shared library that is not installed on the board.',
      fix: VERIFY,
      names: [glibc || musl],
    }),
  },
  {
    pattern: /wrong ELF class: (ELFCLASS\d+)/,
    means: ([, got = '']) => ({
      code: 'elf/wrong-class',
      title: `A library is ${got === 'ELFCLASS32' ? '32-bit' : '64-bit'} and the program is not.`,
      why: 'Programs and their libraries must have the same width.',
      fix: BUILD,
    }),
  },
  {
    pattern: /illegal instruction|SIGILL|exit (?:code|status)?:? ?132\b/i,
    means: () => ({
      code: 'elf/cpu-too-new',
      title: 'The program has an instruction that the CPU does not know.',
      why: 'Usual causes: ARMv7 start files in an ARMv6 program (Debian’s and Ubuntu’s arm-linux-gnueabihf-gcc on a Pi 1 or Zero), -C target-cpu=cortex-a72 on a Pi 4 without AES, armv7 code of rustc 1.94 and later on cores with 16 double registers.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /<jemalloc>: Unsupported system page size/,
    means: () => ({
      code: 'elf/jemalloc-page-size',
      title: 'jemalloc was built for smaller pages than the board’s kernel has.',
      why: 'The 64-bit kernel of Raspberry Pi 5 has 16 KiB pages; jemalloc fixes the page size when it is built.',
      fix: {
        text: 'build with JEMALLOC_SYS_WITH_LG_PAGE=16, which serves pages up to 64 KiB',
        command: ['env', 'JEMALLOC_SYS_WITH_LG_PAGE=16', 'ferry', 'build', '--on', 'BOARD'],
      },
    }),
  },
  {
    pattern:
      /ELF load command (?:alignment not page-aligned|address\/offset not (?:properly|page-)aligned)/,
    means: () => ({
      code: 'elf/page-size',
      title: 'The program’s segments are aligned for smaller pages than the board’s kernel has.',
      why: 'GNU ld aligns 32-bit ARM programs to 4 KiB; a kernel with 16 KiB pages cannot map them. rust-lld aligns to 64 KiB.',
      fix: BUILD,
    }),
  },
  {
    pattern: /FATAL: kernel too old/,
    means: () => ({
      code: 'elf/kernel-too-old',
      title: 'The program’s libc asks for a newer kernel than the board runs.',
      why: 'glibc notes the least kernel it works with, and refuses older ones.',
      fix: BUILD,
    }),
  },
  {
    pattern:
      /cannot execute: required file not found|no such file or directory.*\(os error 2\)|: no such file or directory$|not found \(required interpreter\)/im,
    means: () => ({
      code: 'elf/interpreter-missing',
      title: 'If the file is there, its program interpreter is not.',
      why: 'A dynamic program names its loader (PT_INTERP). The kernel says “No such file or directory” about the program when that loader is missing: wrong float ABI (gnueabi against gnueabihf), musl against glibc, or NixOS.',
      fix: VERIFY,
    }),
  },
  {
    pattern: /no space left on device/i,
    means: () => ({
      code: 'board/no-space',
      title: 'The board has no room where the file was to go.',
      why: 'The file system is full, or its inodes are.',
      fix: fixBy('see which places have room', 'ferry', 'probe', 'BOARD'),
    }),
  },
]
