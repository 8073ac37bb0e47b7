import type { BinaryRecipe } from './recipe.ts'

/** Edits of a whole binary; each is carried out by scripts/oracle/change-binary.ts. */
const EDITS = [
  'cut-at-40',
  'cut-at-100',
  'cut-in-half',
  'cut-the-last-page',
  'cut-section-headers',
  'magic',
  'class',
  'byte-order',
  'version-0',
  'machine-sparc',
  'type-object',
  'type-core',
  'type-none',
  'header-size-1',
  'no-program-headers',
  'program-headers-outside',
  'no-load-segment',
  'load-outside',
  'file-size-above-memory',
  'zero-entry',
  'osabi-linux',
  'osabi-freebsd',
  'flags-0',
  'memory-too-large',
  'load-on-page-0',
  'filled-with-zero',
] as const

const DYNAMIC_EDITS = [
  'interpreter-without-end',
  'interpreter-empty',
  'interpreter-outside',
  'dynamic-zeroed',
  'string-table-outside',
  'symbol-table-outside',
  'needed-renamed',
] as const

/**
 * Linux looks at none of the first three bytes of e_ident behind the magic, QEMU at all of them;
 * Linux refuses more bytes in the file than in memory, and more memory than a 32-bit program has
 * (fs/binfmt_elf.c, load_elf_binary), QEMU does not. Seen by the same binaries on this host's kernel and under qemu-x86_64.
 */
const KERNEL_ONLY = new Set([
  'class',
  'byte-order',
  'version-0',
  'file-size-above-memory',
  'memory-too-large',
])

function changed(of: string, edit: string): BinaryRecipe {
  const kernelOnly = KERNEL_ONLY.has(edit)
  const name = `${of}--${edit}`
  return { name, commands: [], change: { of, edit }, ...(kernelOnly ? { kernelOnly } : {}) }
}

export const CHANGED_BINARIES: readonly BinaryRecipe[] = [
  ...['armhf-gcc', 'arm64-gcc', 'amd64-gcc', 'i686-gcc'].flatMap((of) =>
    [...EDITS, ...DYNAMIC_EDITS].map((edit) => changed(of, edit)),
  ),
  ...['arm64-gcc-static', 'riscv64-gcc-static', 'armel-gcc-static', 'i686-gcc-static'].flatMap(
    (of) =>
      [
        'cut-in-half',
        'cut-section-headers',
        'type-object',
        'no-program-headers',
        'load-outside',
        'machine-sparc',
      ].map((edit) => changed(of, edit)),
  ),
]

/** What is no ELF file at all, or no program. */
export const FOREIGN_BINARIES: readonly BinaryRecipe[] = [
  { name: 'text-without-shebang', commands: [], text: 'echo "oracle: started"\n' },
  { name: 'script-of-sh', commands: [], text: '#!/bin/sh\necho "oracle: started"\n' },
  {
    name: 'script-of-nothing',
    commands: [],
    text: '#!/opt/none/bin/perl\nprint "oracle: started";\n',
  },
  { name: 'script-with-crlf', commands: [], text: '#!/bin/sh\r\necho "oracle: started"\r\n' },
  { name: 'empty', commands: [], text: '' },
  {
    name: 'windows-program',
    commands: [],
    text: `MZ${'\0'.repeat(58)}\u0080\0\0\0${'\0'.repeat(64)}PE\0\0${'\0'.repeat(200)}`,
  },
  { name: 'object-arm', commands: [['arm-linux-gnueabihf-gcc', '-c', '@/hello.c', '-o', '%out']] },
  { name: 'object-arm64', commands: [['aarch64-linux-gnu-gcc', '-c', '@/hello.c', '-o', '%out']] },
  {
    name: 'shared-arm',
    commands: [
      [
        'arm-linux-gnueabihf-gcc',
        '-shared',
        '-fPIC',
        '-Wl,-soname,libx.so.1',
        '-DSYMBOL=x',
        '@/stub.c',
        '-o',
        '%out',
      ],
    ],
  },
  {
    name: 'shared-arm64',
    commands: [
      ['aarch64-linux-gnu-gcc', '-shared', '-fPIC', '-DSYMBOL=x', '@/stub.c', '-o', '%out'],
    ],
  },
  {
    name: 'shared-amd64',
    commands: [['gcc', '-shared', '-fPIC', '-DSYMBOL=x', '@/stub.c', '-o', '%out']],
  },
  {
    name: 'microcontroller',
    commands: [
      [
        'clang',
        '--target=thumbv7em-none-eabi',
        '-nostdlib',
        '-fuse-ld=lld',
        '-DSYMBOL=_start',
        '@/stub.c',
        '-o',
        '%out',
      ],
    ],
  },
]
