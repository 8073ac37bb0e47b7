import { compile, stubbed, type BinaryRecipe } from './recipe.ts'

const hf = ['arm-linux-gnueabihf-gcc']
const sf = ['arm-linux-gnueabi-gcc']
const cxx = ['arm-linux-gnueabihf-g++']
const clangHf = ['clang', '--target=arm-linux-gnueabihf', '-fuse-ld=lld']
const clang = ['clang', '-fuse-ld=lld', '-nostdlib', '-static', '-ffreestanding', '-Wl,-e,_start']

function bare(name: string, target: string, flags: readonly string[], body?: string): BinaryRecipe {
  const define = body === undefined ? [] : [`-DBODY="${body}"`]
  return compile(`bare-${name}`, [...clang, `--target=${target}`], 'bare.c', [...flags, ...define])
}

/** Debian's cross compilers for hard and soft float: glibc 2.36, ARMv7 start files and ARMv5 ones. */
const gnu: readonly BinaryRecipe[] = [
  compile('armhf-gcc', hf, 'hello.c'),
  compile('armhf-gcc-no-pie', hf, 'hello.c', ['-no-pie']),
  compile('armhf-gcc-arm', hf, 'hello.c', ['-marm']),
  compile('armhf-gcc-static', hf, 'hello.c', ['-static']),
  compile('armhf-gcc-armv6', hf, 'hello.c', ['-marm', '-march=armv6+fp']),
  compile('armhf-gcc-armv6-static', hf, 'hello.c', ['-marm', '-march=armv6+fp', '-static']),
  compile('armhf-gcc-4k', hf, 'hello.c', ['-Wl,-z,max-page-size=4096']),
  compile('armhf-gcc-64k', hf, 'hello.c', ['-Wl,-z,max-page-size=65536']),
  compile('armhf-gcc-stripped', hf, 'hello.c', ['-s']),
  compile('armhf-gcc-now', hf, 'hello.c', ['-Wl,-z,now', '-Wl,-z,relro']),
  compile('armhf-clang-lld', clangHf, 'hello.c'),
  compile('armhf-clang-lld-relr', clangHf, 'hello.c', ['-Wl,--pack-dyn-relocs=relr']),
  compile('armhf-clang-lld-armv6', clangHf, 'hello.c', ['-march=armv6']),
  compile('armhf-gcc-sdiv', hf, 'divide.c', ['-mcpu=cortex-a15', '-mfpu=vfpv3-d16']),
  compile('armhf-gcc-sdiv-static', hf, 'divide.c', ['-mcpu=cortex-a15', '-static']),
  compile('armhf-gcc-neon', hf, 'simd.c', ['-mfpu=neon']),
  compile('armhf-gcc-neon-static', hf, 'simd.c', ['-mfpu=neon', '-static']),
  compile('armhf-gcc-neon-guarded', hf, 'simd.c', ['-mfpu=neon', '-DGUARD']),
  compile('armhf-gcc-vfpv4', hf, 'hello.c', ['-mfpu=vfpv4', '-O3']),
  compile('armhf-gcc-armv8', hf, 'hello.c', ['-march=armv8-a+simd']),
  compile('armhf-gcc-atomic', hf, 'atomic.c'),
  compile('armhf-gxx', cxx, 'hello.cc'),
  compile('armhf-gxx-static-libstdcxx', cxx, 'hello.cc', ['-static-libstdc++', '-static-libgcc']),
  compile('armhf-gxx-static', cxx, 'hello.cc', ['-static']),
  compile('armhf-gcc-arc4random', hf, 'new-glibc.c', ['-DFUNCTION=arc4random']),
  compile('armhf-gcc-weak-arc4random', hf, 'new-glibc.c', ['-DFUNCTION=arc4random', '-DWEAK']),
  compile('armel-gcc', sf, 'hello.c'),
  compile('armel-gcc-static', sf, 'hello.c', ['-static']),
  compile('armel-gcc-armv7', sf, 'hello.c', ['-march=armv7-a']),
  compile('armel-gcc-softfp-neon', sf, 'simd.c', [
    '-march=armv7-a',
    '-mfpu=neon',
    '-mfloat-abi=softfp',
  ]),
  compile('armel-gcc-atomic', sf, 'atomic.c'),
  compile('armel-gcc-thumb', sf, 'hello.c', ['-mthumb']),
]

/** Libraries that are missing, too old, of another release, or shipped beside. */
const libraries: readonly BinaryRecipe[] = [
  stubbed('armhf-needs-nothing-like-it', hf, {
    soname: 'libnothinglikeit.so.5',
    symbol: 'nothing_like_it',
  }),
  stubbed('armhf-needs-zlib', hf, { soname: 'libz.so.1', symbol: 'zlibVersion' }),
  stubbed('armhf-needs-zlib-9.9', hf, {
    soname: 'libz.so.1',
    symbol: 'zlibVersion',
    version: 'ZLIB_9.9',
  }),
  stubbed('armhf-needs-zlib-symbol', hf, { soname: 'libz.so.1', symbol: 'zlib_of_the_future' }),
  stubbed(
    'armhf-needs-zlib-symbol-now',
    hf,
    { soname: 'libz.so.1', symbol: 'zlib_of_the_future' },
    ['-Wl,-z,now'],
  ),
  stubbed('armhf-needs-ssl-1.1', hf, {
    soname: 'libssl.so.1.1',
    symbol: 'SSL_new',
    version: 'OPENSSL_1_1_0',
  }),
  stubbed('armhf-needs-ssl-3', hf, {
    soname: 'libssl.so.3',
    symbol: 'SSL_new',
    version: 'OPENSSL_3.0.0',
  }),
  stubbed('armhf-needs-libstdcxx-future', hf, {
    soname: 'libstdc++.so.6',
    symbol: 'of_the_future',
    version: 'GLIBCXX_3.4.99',
  }),
  stubbed('armhf-needs-libgcc-future', hf, {
    soname: 'libgcc_s.so.1',
    symbol: 'of_the_future',
    version: 'GCC_99.0.0',
  }),
  {
    ...stubbed('armhf-beside-origin', hf, { soname: 'libbeside.so.1', symbol: 'beside_us' }, [
      '-Wl,-rpath,$ORIGIN',
    ]),
    beside: ['libbeside.so.1'],
  },
  {
    ...stubbed('armhf-beside-without-rpath', hf, { soname: 'libbeside.so.1', symbol: 'beside_us' }),
    beside: ['libbeside.so.1'],
  },
  compile('armhf-interpreter-missing', hf, 'hello.c', ['-Wl,--dynamic-linker=/opt/none/ld.so.1']),
  compile('armhf-interpreter-of-armel', hf, 'hello.c', ['-Wl,--dynamic-linker=/lib/ld-linux.so.3']),
]

/** No C library: only the instructions and the attributes count. */
const freestanding: readonly BinaryRecipe[] = [
  bare('armv4t', 'armv4t-linux-gnueabi', ['-mfloat-abi=soft']),
  bare('armv5', 'armv5te-linux-gnueabi', ['-mfloat-abi=soft']),
  bare('armv6', 'armv6-linux-gnueabihf', ['-mfpu=vfp']),
  bare('armv6-uxtb', 'armv6-linux-gnueabi', ['-mfloat-abi=soft'], 'uxtb r0, r1'),
  bare('armv7', 'armv7a-linux-gnueabihf', ['-mfpu=vfpv3-d16']),
  bare('armv7-thumb', 'armv7a-linux-gnueabihf', ['-mthumb', '-mfpu=vfpv3-d16']),
  bare('armv7-movw', 'armv7a-linux-gnueabi', ['-mfloat-abi=soft'], 'movw r0, #4660'),
  bare('armv7-neon', 'armv7a-linux-gnueabihf', ['-mfpu=neon'], 'vadd.f32 q0, q1, q2'),
  bare('armv7-d16', 'armv7a-linux-gnueabihf', ['-mfpu=vfpv3'], 'vadd.f64 d17, d16, d16'),
  bare('armv7-vfp', 'armv7a-linux-gnueabihf', ['-mfpu=vfpv3-d16'], 'vadd.f64 d1, d2, d3'),
  bare('armv7-sdiv', 'armv7a-linux-gnueabihf', ['-mcpu=cortex-a15'], 'sdiv r0, r1, r2'),
  bare('armv7-dmb', 'armv7a-linux-gnueabi', ['-mfloat-abi=soft'], 'dmb ish'),
  bare('armv8-crc', 'armv8a-linux-gnueabihf', ['-march=armv8-a+crc'], 'crc32b r0, r1, r2'),
  bare('armv8-vrintz', 'armv8a-linux-gnueabihf', ['-mfpu=fp-armv8'], 'vrintz.f64 d1, d2'),
  bare(
    'armv5-vfp',
    'armv5te-linux-gnueabi',
    ['-mfpu=vfp', '-mfloat-abi=softfp'],
    'vadd.f32 s0, s1, s2',
  ),
  compile(
    'bare-armeb',
    [...sf, '-nostdlib', '-static', '-ffreestanding', '-Wl,-e,_start'],
    'bare.c',
    ['-mbig-endian'],
  ),
  // The attributes say ARMv5; the code does not.
  {
    ...bare('armv5-lies-movw', 'armv5te-linux-gnueabi', ['-mfloat-abi=soft'], '.inst 0xe3010234'),
    deep: true,
  },
]

export const ARM_BINARIES: readonly BinaryRecipe[] = [...gnu, ...libraries, ...freestanding]
