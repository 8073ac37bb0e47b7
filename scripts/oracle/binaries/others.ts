import { compile, stubbed, type BinaryRecipe } from './recipe.ts'

const a64 = ['aarch64-linux-gnu-gcc']
const a64cxx = ['aarch64-linux-gnu-g++']
const rv = ['riscv64-linux-gnu-gcc']
const i686 = ['i686-linux-gnu-gcc']
const x64 = ['gcc']
const clang64 = ['clang', '--target=aarch64-linux-gnu', '-fuse-ld=lld']
const clang = ['clang', '-fuse-ld=lld', '-nostdlib', '-static', '-ffreestanding', '-Wl,-e,_start']

function bare(name: string, target: string, flags: readonly string[], body?: string): BinaryRecipe {
  const define = body === undefined ? [] : [`-DBODY="${body}"`]
  return compile(`bare-${name}`, [...clang, `--target=${target}`], 'bare.c', [...flags, ...define])
}

/** A program that always runs one instruction of that level of the aarch64 architecture. */
function a64Code(name: string, march: string, body: string): BinaryRecipe {
  return { ...bare(name, 'aarch64-linux-gnu', [`-march=${march}`], body), deep: true }
}

const aarch64: readonly BinaryRecipe[] = [
  compile('arm64-gcc', a64, 'hello.c'),
  compile('arm64-gcc-no-pie', a64, 'hello.c', ['-no-pie']),
  compile('arm64-gcc-static', a64, 'hello.c', ['-static']),
  compile('arm64-gcc-static-pie', a64, 'hello.c', ['-static-pie']),
  compile('arm64-gcc-4k', a64, 'hello.c', ['-Wl,-z,max-page-size=4096']),
  compile('arm64-gcc-bti', a64, 'hello.c', ['-mbranch-protection=standard']),
  compile('arm64-gcc-stripped', a64, 'hello.c', ['-s']),
  compile('arm64-clang-lld', clang64, 'hello.c'),
  compile('arm64-clang-lld-relr', clang64, 'hello.c', ['-Wl,--pack-dyn-relocs=relr']),
  compile('arm64-gcc-atomic', a64, 'atomic.c'),
  compile('arm64-gcc-atomic-static', a64, 'atomic.c', ['-static']),
  { ...compile('arm64-gcc-lse', a64, 'atomic.c', ['-march=armv8.1-a']), deep: true },
  {
    ...compile('arm64-gcc-lse-static', a64, 'atomic.c', ['-march=armv8.1-a', '-static']),
    deep: true,
  },
  { ...compile('arm64-gcc-n1', a64, 'atomic.c', ['-mcpu=neoverse-n1']), deep: true },
  compile('arm64-gxx', a64cxx, 'hello.cc'),
  compile('arm64-gxx-static', a64cxx, 'hello.cc', ['-static']),
  compile('arm64-gcc-arc4random', a64, 'new-glibc.c', ['-DFUNCTION=arc4random']),
  compile('arm64-clang-lld-arc4random', clang64, 'new-glibc.c', ['-DFUNCTION=arc4random']),
  compile('arm64-clang-lld-weak-arc4random', clang64, 'new-glibc.c', [
    '-DFUNCTION=arc4random',
    '-DWEAK',
  ]),
  compile('arm64-gcc-weak-arc4random', a64, 'new-glibc.c', ['-DFUNCTION=arc4random', '-DWEAK']),
  stubbed('arm64-needs-nothing-like-it', a64, {
    soname: 'libnothinglikeit.so.5',
    symbol: 'nothing_like_it',
  }),
  stubbed('arm64-needs-ssl-1.1', a64, {
    soname: 'libssl.so.1.1',
    symbol: 'SSL_new',
    version: 'OPENSSL_1_1_0',
  }),
  stubbed('arm64-needs-ssl-3', a64, {
    soname: 'libssl.so.3',
    symbol: 'SSL_new',
    version: 'OPENSSL_3.0.0',
  }),
  stubbed('arm64-needs-ssl-3.5', a64, {
    soname: 'libssl.so.3',
    symbol: 'SSL_new',
    version: 'OPENSSL_3.5.0',
  }),
  stubbed('arm64-needs-zlib', a64, { soname: 'libz.so.1', symbol: 'zlibVersion' }),
  compile('arm64-interpreter-musl', a64, 'hello.c', [
    '-Wl,--dynamic-linker=/lib/ld-musl-aarch64.so.1',
  ]),
  compile('arm64-interpreter-missing', a64, 'hello.c', [
    '-Wl,--dynamic-linker=/nix/store/none/ld.so',
  ]),
  bare('arm64', 'aarch64-linux-gnu', []),
  bare('arm64-be', 'aarch64_be-linux-gnu', []),
  a64Code(
    'arm64-lse',
    'armv8.1-a',
    'sub sp, sp, #16\\nmov w0, #1\\nldadd w0, w1, [sp]\\nadd sp, sp, #16',
  ),
  a64Code('arm64-crc', 'armv8-a+crc', 'crc32b w0, w1, w2'),
  a64Code('arm64-aes', 'armv8-a+crypto', 'aese v0.16b, v1.16b'),
  a64Code('arm64-dotprod', 'armv8.2-a+dotprod', 'udot v0.4s, v1.16b, v2.16b'),
  a64Code('arm64-fp16', 'armv8.2-a+fp16', 'fadd v0.8h, v1.8h, v2.8h'),
  a64Code('arm64-rcpc', 'armv8.3-a', 'mov x0, sp\\nldapr x1, [x0]'),
  a64Code('arm64-sve', 'armv8.2-a+sve', 'cntb x0'),
  a64Code('arm64-i8mm', 'armv8.6-a+i8mm', 'smmla v0.4s, v1.16b, v2.16b'),
  a64Code('arm64-pauth-hint', 'armv8-a', 'hint #25\\nhint #29'),
  a64Code('arm64-pauth', 'armv8.3-a', 'pacia x0, x1'),
]

const riscv: readonly BinaryRecipe[] = [
  compile('riscv64-gcc', rv, 'hello.c'),
  compile('riscv64-gcc-static', rv, 'hello.c', ['-static']),
  compile('riscv64-gcc-no-rvc', rv, 'hello.c', ['-march=rv64gc', '-static', '-Wl,--no-relax']),
  compile('riscv64-gcc-zba', rv, 'hello.c', ['-march=rv64gc_zba_zbb']),
  compile('riscv64-gcc-zba-static', rv, 'hello.c', ['-march=rv64gc_zba_zbb', '-static']),
  stubbed('riscv64-needs-nothing-like-it', rv, {
    soname: 'libnothinglikeit.so.5',
    symbol: 'nothing_like_it',
  }),
  bare('riscv64', 'riscv64-linux-gnu', ['-march=rv64gc', '-mno-relax']),
  bare('riscv64-imac', 'riscv64-linux-gnu', ['-march=rv64imac', '-mabi=lp64', '-mno-relax']),
  bare(
    'riscv64-zba',
    'riscv64-linux-gnu',
    ['-march=rv64gc_zba1p0', '-mno-relax'],
    'sh1add a0, a1, a2',
  ),
  bare(
    'riscv64-v',
    'riscv64-linux-gnu',
    ['-march=rv64gcv1p0', '-menable-experimental-extensions', '-mno-relax'],
    'vsetvli t0, zero, e8, m1, ta, ma\\nvadd.vv v1, v2, v3',
  ),
  bare('riscv32', 'riscv32-linux-gnu', ['-march=rv32gc', '-mabi=ilp32d', '-mno-relax']),
]

const x86: readonly BinaryRecipe[] = [
  compile('i686-gcc', i686, 'hello.c'),
  compile('i686-gcc-static', i686, 'hello.c', ['-static']),
  compile('i686-gcc-sse2', i686, 'hello.c', ['-march=pentium4', '-mfpmath=sse']),
  compile('amd64-gcc', x64, 'hello.c'),
  compile('amd64-gcc-static', x64, 'hello.c', ['-static']),
  compile('amd64-gcc-static-pie', x64, 'hello.c', ['-static-pie']),
  compile('amd64-gcc-needs-v2', x64, 'hello.c', ['-Wl,-z,x86-64-v2']),
  compile('amd64-gcc-needs-v3', x64, 'hello.c', ['-march=x86-64-v3', '-Wl,-z,x86-64-v3']),
  compile('amd64-gcc-needs-v4', x64, 'hello.c', ['-Wl,-z,x86-64-v4']),
  compile('amd64-gcc-needs-v4-static', x64, 'hello.c', ['-Wl,-z,x86-64-v4', '-static']),
  stubbed('amd64-needs-nothing-like-it', x64, {
    soname: 'libnothinglikeit.so.5',
    symbol: 'nothing_like_it',
  }),
  bare('amd64', 'x86_64-linux-gnu', []),
  bare('i386', 'i386-linux-gnu', []),
  {
    ...bare('amd64-avx2', 'x86_64-linux-gnu', ['-mavx2'], 'vpaddd %%ymm0, %%ymm1, %%ymm2'),
    deep: true,
  },
  {
    ...bare('amd64-avx512', 'x86_64-linux-gnu', ['-mavx512f'], 'vpaddd %%zmm0, %%zmm1, %%zmm2'),
    deep: true,
  },
]

const rest: readonly BinaryRecipe[] = [
  compile('mipsel-gcc', ['mipsel-linux-gnu-gcc'], 'hello.c'),
  compile('mipsel-gcc-static', ['mipsel-linux-gnu-gcc'], 'hello.c', ['-static']),
  compile('mips-gcc', ['mips-linux-gnu-gcc'], 'hello.c'),
  compile('mips-gcc-static', ['mips-linux-gnu-gcc'], 'hello.c', ['-static']),
  compile('powerpc-gcc-static', ['powerpc-linux-gnu-gcc'], 'hello.c', ['-static']),
  compile('ppc64el-gcc', ['powerpc64le-linux-gnu-gcc'], 'hello.c'),
  compile('ppc64el-gcc-static', ['powerpc64le-linux-gnu-gcc'], 'hello.c', ['-static']),
  compile('ppc64el-gcc-power10', ['powerpc64le-linux-gnu-gcc'], 'hello.c', ['-mcpu=power10']),
  compile('ppc64el-gcc-power9', ['powerpc64le-linux-gnu-gcc'], 'hello.c', ['-mcpu=power9', '-O3']),
  bare('ppc64el-power10', 'powerpc64le-linux-gnu', ['-mcpu=pwr10'], 'pli 3, 1'),
  bare('ppc64el-power9', 'powerpc64le-linux-gnu', ['-mcpu=pwr9'], 'modsd 3, 4, 5'),
  bare(
    'mipsel-dsp',
    'mipsel-linux-gnu',
    ['-march=mips32r2', '-mdsp', '-mno-abicalls', '-fno-pic'],
    'addq.ph $2, $3, $4',
  ),
  compile('s390x-gcc-z15', ['s390x-linux-gnu-gcc'], 'hello.c', ['-march=z15', '-O3']),
  compile('s390x-gcc', ['s390x-linux-gnu-gcc'], 'hello.c'),
  compile('s390x-gcc-static', ['s390x-linux-gnu-gcc'], 'hello.c', ['-static']),
  bare('mipsel', 'mipsel-linux-gnu', ['-march=mips32r2', '-mno-abicalls', '-fno-pic']),
  bare('mips', 'mips-linux-gnu', ['-march=mips32r2', '-mno-abicalls', '-fno-pic']),
  bare('ppc64el', 'powerpc64le-linux-gnu', []),
]

export const OTHER_BINARIES: readonly BinaryRecipe[] = [...aarch64, ...riscv, ...x86, ...rest]
