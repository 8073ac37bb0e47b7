/** One fixture: a file of a few kilobytes under test/fixtures/elf/built, made by clang and LLD from test/fixtures/elf/sources. */
export interface ElfFixture {
  readonly name: string
  readonly target: string
  readonly source: string
  readonly compile?: readonly string[]
  readonly link?: readonly string[]
  /** Stub libraries to link with. */
  readonly stubs?: readonly Stub[]
  /** What comes out, default a program. */
  readonly output?: 'program' | 'object' | 'library' | 'archive'
  /** `symbols`: strip --strip-all; `sections`: also the section headers. */
  readonly strip?: 'symbols' | 'sections'
}

export interface Stub {
  readonly soname: string
  /** Version → symbols; the empty version means none. */
  readonly versions: Readonly<Record<string, readonly string[]>>
}

const armv6 = ['-march=armv6', '-mfpu=vfp', '-mfloat-abi=hard', '-marm']
const armv7 = ['-march=armv7-a', '-mfpu=vfpv3-d16', '-mfloat-abi=hard', '-mthumb']
const armhf = 'arm-linux-gnueabihf'
const armel = 'arm-linux-gnueabi'
const loader: Readonly<Record<string, string>> = {
  [armhf]: '/lib/ld-linux-armhf.so.3',
  [armel]: '/lib/ld-linux.so.3',
  'aarch64-linux-gnu': '/lib/ld-linux-aarch64.so.1',
  'riscv64-linux-gnu': '/lib/ld-linux-riscv64-lp64d.so.1',
  'x86_64-linux-gnu': '/lib64/ld-linux-x86-64.so.2',
}

function dynamic(target: string, interpreter = loader[target] ?? ''): readonly string[] {
  return ['-pie', '--dynamic-linker', interpreter]
}

/** A position-independent program that calls the symbols of stub libraries. `weak` ones are tested before they are called. */
function calling(
  name: string,
  target: string,
  stubs: readonly Stub[],
  more: Partial<ElfFixture> & { readonly weak?: readonly string[] } = {},
): ElfFixture {
  const { weak = [], ...rest } = more
  const symbols = stubs.flatMap((stub) => Object.values(stub.versions).flat())
  const calls = symbols.map((s) => `${weak.includes(s) ? 'W' : 'F'}(${s})`).join(' ')
  return {
    name,
    target,
    source: 'needs.c',
    stubs,
    ...rest,
    compile: ['-fPIE', `-DDECLARE=${calls}`, ...(more.compile ?? [])],
    link: more.link ?? dynamic(target),
  }
}

function glibc(...versions: readonly (readonly [version: string, ...symbols: string[]])[]): Stub {
  const named = versions.map(([version, ...symbols]) => [`GLIBC_${version}`, symbols] as const)
  return { soname: 'libc.so.6', versions: Object.fromEntries(named) }
}

const one: Stub = { soname: 'libone.so', versions: { '': ['one'] } }
const start217 = glibc(['2.17', 'abort'])

/** Every fixture. Their names say what is special about them. */
export const elfFixtures: readonly ElfFixture[] = [
  { name: 'armv6-static', target: armhf, source: 'float.c', compile: armv6 },
  { name: 'armv7-static', target: armhf, source: 'float.c', compile: armv7 },
  {
    name: 'armv7-neon-static',
    target: armhf,
    source: 'float.c',
    compile: [...armv7.slice(0, 1), '-mfpu=neon', '-mfloat-abi=hard'],
  },
  {
    name: 'armv6-thumb2-tag',
    target: armhf,
    source: 'start.c',
    compile: ['-march=armv6t2', '-mthumb'],
  },
  {
    name: 'armv5-static',
    target: armel,
    source: 'start.c',
    compile: ['-march=armv5te', '-mfloat-abi=soft'],
  },
  {
    name: 'armv8-static',
    target: armhf,
    source: 'float.c',
    compile: ['-march=armv8-a', '-mfloat-abi=hard'],
  },
  { name: 'armv7-stripped', target: armhf, source: 'float.c', compile: armv7, strip: 'sections' },
  { name: 'armv7em-bare', target: 'thumbv7em-none-eabi', source: 'start.c' },
  { name: 'armeb-static', target: 'armeb-linux-gnueabi', source: 'start.c', output: 'object' },
  calling('armhf-dynamic', armhf, [start217], { compile: armv7 }),
  calling('armel-dynamic', armel, [glibc(['2.4', 'abort'])], {
    compile: ['-march=armv5te', '-mfloat-abi=soft'],
  }),
  calling('armhf-musl', armhf, [{ soname: 'libc.so', versions: { '': ['abort'] } }], {
    compile: armv7,
    link: dynamic(armhf, '/lib/ld-musl-armhf.so.1'),
  }),
  calling('armhf-4k-pages', armhf, [start217], {
    compile: armv7,
    link: [...dynamic(armhf), '-z', 'max-page-size=4096'],
  }),
  calling(
    'armhf-time32',
    armhf,
    [
      glibc(['2.17', 'clock_gettime']),
      { soname: 'libasound.so.2', versions: { ALSA_0_9: ['snd_pcm_open'] } },
    ],
    { compile: armv7 },
  ),
  calling(
    'armhf-time64',
    armhf,
    [
      glibc(['2.34', '__clock_gettime64', '__stat64_time64']),
      { soname: 'libasound.so.2', versions: { ALSA_0_9: ['snd_pcm_open'] } },
    ],
    { compile: armv7 },
  ),
  calling('aarch64-needs-one', 'aarch64-linux-gnu', [start217, one], {
    link: [...dynamic('aarch64-linux-gnu'), '-z', 'now'],
  }),
  calling('aarch64-calls-one', 'aarch64-linux-gnu', [start217, one]),
  { name: 'aarch64-static', target: 'aarch64-linux-gnu', source: 'start.c', strip: 'symbols' },
  {
    name: 'aarch64-static-pie',
    target: 'aarch64-linux-gnu',
    source: 'relative.c',
    compile: ['-fPIE'],
    link: ['-pie', '--no-dynamic-linker'],
  },
  calling('aarch64-dynamic', 'aarch64-linux-gnu', [
    start217,
    {
      soname: 'libgcc_s.so.1',
      versions: { 'GCC_3.0': ['_Unwind_Resume'], 'GCC_4.2.0': ['_Unwind_GetIPInfo'] },
    },
  ]),
  calling('aarch64-no-sections', 'aarch64-linux-gnu', [start217], { strip: 'sections' }),
  calling(
    'aarch64-glibc-2.39',
    'aarch64-linux-gnu',
    [
      glibc(
        ['2.17', 'abort'],
        ['2.34', '__libc_start_main'],
        ['2.39', 'pidfd_spawnp', 'pidfd_getpid'],
      ),
    ],
    { weak: ['pidfd_spawnp', 'pidfd_getpid'] },
  ),
  calling('aarch64-needs-openssl-1.1', 'aarch64-linux-gnu', [
    start217,
    { soname: 'libssl.so.1.1', versions: { OPENSSL_1_1_0: ['SSL_new'] } },
  ]),
  calling('aarch64-needs-libstdcxx', 'aarch64-linux-gnu', [
    start217,
    {
      soname: 'libstdc++.so.6',
      versions: {
        'GLIBCXX_3.4': ['_ZSt4endl'],
        'GLIBCXX_3.4.32': ['_ZSt21ios_base_library_initv'],
      },
    },
  ]),
  calling(
    'aarch64-runpath',
    'aarch64-linux-gnu',
    [start217, { soname: 'libown.so', versions: { '': ['own'] } }],
    {
      link: [
        ...dynamic('aarch64-linux-gnu'),
        '-rpath',
        '$ORIGIN/lib:/opt/app/lib',
        '--enable-new-dtags',
      ],
    },
  ),
  calling('aarch64-rust-std-shared', 'aarch64-linux-gnu', [
    start217,
    { soname: 'libstd-0123456789abcdef.so', versions: { '': ['rust_begin_unwind'] } },
  ]),
  calling('aarch64-relr', 'aarch64-linux-gnu', [start217], {
    link: [...dynamic('aarch64-linux-gnu'), '--pack-dyn-relocs=relr'],
  }),
  {
    name: 'aarch64-relr-table',
    target: 'aarch64-linux-gnu',
    source: 'relative.c',
    compile: ['-fPIE'],
    link: [...dynamic('aarch64-linux-gnu'), '--pack-dyn-relocs=relr'],
  },
  {
    name: 'aarch64-build-id',
    target: 'aarch64-linux-gnu',
    source: 'start.c',
    link: ['--build-id=sha1'],
  },
  {
    name: 'aarch64-bti',
    target: 'aarch64-linux-gnu',
    source: 'start.c',
    compile: ['-mbranch-protection=standard'],
  },
  { name: 'aarch64-old-glibc-static', target: 'aarch64-linux-gnu', source: 'abi-note.c' },
  {
    name: 'aarch64-jemalloc-4k',
    target: 'aarch64-linux-gnu',
    source: 'jemalloc.c',
    compile: ['-DSIZE=1600'],
  },
  {
    name: 'aarch64-jemalloc-64k',
    target: 'aarch64-linux-gnu',
    source: 'jemalloc.c',
    compile: ['-DSIZE=1472'],
  },
  {
    name: 'aarch64-jemalloc-stripped',
    target: 'aarch64-linux-gnu',
    source: 'jemalloc.c',
    compile: ['-DSIZE=1600'],
    strip: 'symbols',
  },
  {
    name: 'aarch64-library',
    target: 'aarch64-linux-gnu',
    source: 'stub.c',
    compile: ['-fPIC', '-DDEFINE=F(one)'],
    link: ['-shared', '-soname', 'libone.so.1', '-z', 'max-page-size=4096'],
    output: 'library',
  },
  { name: 'aarch64-object', target: 'aarch64-linux-gnu', source: 'start.c', output: 'object' },
  { name: 'armv7-archive', target: armhf, source: 'float.c', compile: armv7, output: 'archive' },
  {
    name: 'riscv64-static',
    target: 'riscv64-linux-gnu',
    source: 'float.c',
    compile: ['-march=rv64gc', '-mabi=lp64d'],
  },
  {
    name: 'riscv64-zba-static',
    target: 'riscv64-linux-gnu',
    source: 'float.c',
    compile: ['-march=rv64gc_zba', '-mabi=lp64d'],
  },
  {
    name: 'riscv64-soft-static',
    target: 'riscv64-linux-gnu',
    source: 'start.c',
    compile: ['-march=rv64imac', '-mabi=lp64'],
  },
  calling('riscv64-dynamic', 'riscv64-linux-gnu', [glibc(['2.27', 'abort'])], {
    compile: ['-march=rv64gc', '-mabi=lp64d'],
  }),
  {
    name: 'riscv32-static',
    target: 'riscv32-linux-gnu',
    source: 'start.c',
    compile: ['-march=rv32imac', '-mabi=ilp32'],
  },
  { name: 'i386-static', target: 'i386-linux-gnu', source: 'start.c' },
  { name: 'x86-64-static', target: 'x86_64-linux-gnu', source: 'start.c' },
  {
    name: 'mips-static',
    target: 'mips-linux-gnu',
    source: 'start.c',
    compile: ['-mabi=32', '-march=mips32r2'],
    link: ['-e', '_start'],
  },
  {
    name: 'mipsel-r6-static',
    target: 'mipsel-linux-gnu',
    source: 'start.c',
    compile: ['-mabi=32', '-march=mips32r6'],
    link: ['-e', '_start'],
  },
  {
    name: 'mips64el-static',
    target: 'mips64el-linux-gnuabi64',
    source: 'start.c',
    compile: ['-march=mips64r2'],
    link: ['-e', '_start'],
  },
  { name: 'powerpc-static', target: 'powerpc-linux-gnu', source: 'start.c' },
  { name: 'powerpc64le-static', target: 'powerpc64le-linux-gnu', source: 'start.c' },
]
