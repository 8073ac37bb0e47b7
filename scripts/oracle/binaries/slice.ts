import type { BinaryRecipe } from './recipe.ts'

/**
 * A small matrix that clang and LLD alone can make (rust-lld of a Rust toolchain will do): what
 * `npm test` runs. `%lld` is the linker, `%root/NAME` the root of a board.
 */
const compile = (target: string, flags: readonly string[], source: string): readonly string[] => [
  'clang',
  `--target=${target}`,
  '-O2',
  '-ffreestanding',
  '-fno-pic',
  ...flags,
  '-c',
  `@/${source}`,
  '-o',
  '%dir/main.o',
]

function bare(
  name: string,
  target: string,
  flags: readonly string[] = [],
  body?: string,
): BinaryRecipe {
  const define = body === undefined ? [] : [`-DBODY="${body}"`]
  return {
    name: `slice-${name}`,
    commands: [
      compile(target, [...flags, ...define], 'bare.c'),
      ['%lld', '-flavor', 'gnu', '-static', '-e', '_start', '%dir/main.o', '-o', '%out'],
    ],
  }
}

interface Userland {
  readonly name: string
  readonly target: string
  readonly flags: readonly string[]
  readonly libc: string
  readonly loader: string
}

const armhf: Userland = {
  name: 'armhf',
  target: 'armv7-linux-gnueabihf',
  flags: ['-mfpu=vfpv3-d16'],
  libc: '%root/bookworm-armhf/usr/lib/arm-linux-gnueabihf/libc.so.6',
  loader: '/lib/ld-linux-armhf.so.3',
}

const arm64: Userland = {
  name: 'arm64',
  target: 'aarch64-linux-gnu',
  flags: [],
  libc: '%root/bookworm-arm64/usr/lib/aarch64-linux-gnu/libc.so.6',
  loader: '/lib/ld-linux-aarch64.so.1',
}

/** A dynamic program; with `stub` it also asks a library of that soname for a symbol, of a version where one is named. */
function dynamic(
  label: string,
  { name, target, flags, libc, loader }: Userland,
  stub?: { readonly soname: string; readonly symbol: string; readonly version?: string },
  link: readonly string[] = [],
): BinaryRecipe {
  const define = stub ? [`-DSYMBOL=${stub.symbol}`] : []
  const script =
    stub?.version === undefined
      ? []
      : [
          [
            'sh',
            '-c',
            `printf '%s' "$1" > "$2"`,
            'sh',
            `${stub.version} { global: *; };`,
            '%dir/map',
          ],
        ]
  const library = stub ? `%dir/${stub.soname}` : ''
  const versions = stub?.version === undefined ? [] : ['--version-script=%dir/map']
  const clang = ['clang', `--target=${target}`, '-O2', '-fPIC', ...flags, ...define]
  const share = ['%lld', '-flavor', 'gnu', '-shared', `-soname=${stub?.soname ?? ''}`, ...versions]
  const makeStub = stub
    ? [
        [...clang, '-c', '@/stub.c', '-o', '%dir/stub.o'],
        [...share, '%dir/stub.o', '-o', library],
      ]
    : []
  const lld = ['%lld', '-flavor', 'gnu', '-pie', '-e', '_start', '--dynamic-linker', loader]
  const needed = stub ? [library, libc] : [libc]
  return {
    name: `slice-${name}-${label}`,
    commands: [
      ...script,
      ...makeStub,
      compile(target, [...flags, ...define, '-fPIE'], 'dynamic.c'),
      [...lld, ...link, '%dir/main.o', ...needed, '-o', '%out'],
    ],
  }
}

const libraries = [armhf, arm64].flatMap((userland) => [
  dynamic('dynamic', userland),
  dynamic('stripped', userland, undefined, ['--strip-all']),
  dynamic('4k', userland, undefined, ['-z', 'max-page-size=4096']),
  dynamic('other-loader', userland, undefined, ['--dynamic-linker', '/opt/none/ld.so.1']),
  dynamic('musl-loader', userland, undefined, ['--dynamic-linker', '/lib/ld-musl-any.so.1']),
  dynamic('no-library', userland, { soname: 'libnothinglikeit.so.5', symbol: 'nothing_like_it' }),
  dynamic('new-glibc', userland, { soname: 'libm.so.6', symbol: 'later', version: 'GLIBC_2.99' }),
  dynamic('new-libstdcxx', userland, {
    soname: 'libstdc++.so.6',
    symbol: 'later',
    version: 'GLIBCXX_3.4.99',
  }),
])

function changed(of: string, edit: string): BinaryRecipe {
  return { name: `${of}--${edit}`, commands: [], change: { of, edit } }
}

export const SLICE_BINARIES: readonly BinaryRecipe[] = [
  bare('armv5', 'armv5te-linux-gnueabi', ['-mfloat-abi=soft']),
  bare('armv6-uxtb', 'armv6-linux-gnueabi', ['-mfloat-abi=soft'], 'uxtb r0, r1'),
  bare('armv7-movw', 'armv7a-linux-gnueabi', ['-mfloat-abi=soft'], 'movw r0, #4660'),
  bare('armv7-thumb2', 'armv7a-linux-gnueabihf', ['-mthumb', '-mfpu=vfpv3-d16'], 'movw r0, #4660'),
  bare('armv7-neon', 'armv7a-linux-gnueabihf', ['-mfpu=neon'], 'vadd.f32 q0, q1, q2'),
  bare('arm64', 'aarch64-linux-gnu'),
  bare('riscv64', 'riscv64-linux-gnu', ['-march=rv64gc', '-mno-relax']),
  bare('amd64', 'x86_64-linux-gnu'),
  bare('i386', 'i386-linux-gnu'),
  bare('mipsel', 'mipsel-linux-gnu', ['-march=mips32r2', '-mno-abicalls']),
  bare('ppc64el', 'powerpc64le-linux-gnu'),
  ...libraries,
  ...['slice-armhf-dynamic', 'slice-arm64-dynamic'].flatMap((of) =>
    [
      'cut-in-half',
      'cut-section-headers',
      'no-program-headers',
      'zero-entry',
      'dynamic-zeroed',
      'needed-renamed',
      'interpreter-without-end',
    ].map((edit) => changed(of, edit)),
  ),
  { name: 'slice-script', commands: [], text: '#!/bin/sh\necho "oracle: started"\n' },
  { name: 'slice-text', commands: [], text: 'echo "oracle: started"\n' },
]
