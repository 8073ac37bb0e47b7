import { compile, type BinaryRecipe } from './recipe.ts'

function zig(
  name: string,
  target: string,
  flags: readonly string[] = [],
  source = 'hello.c',
): BinaryRecipe {
  return compile(`zig-${name}`, ['%zig', 'cc', '-target', target], source, flags)
}

/** Static C++ that throws: LLVM's libunwind, with its parts for newer CPUs, is in it and runs. */
function thrown(name: string, target: string, flags: readonly string[] = []): BinaryRecipe {
  return compile(`zig-${name}`, ['%zig', 'c++', '-target', target], 'throw.cc', flags)
}

/** zig carries every glibc since 2.17 and musl, and so makes what Debian's compilers cannot: ARMv6 hard float above all. */
export const ZIG_BINARIES: readonly BinaryRecipe[] = [
  zig('armv6hf-musl', 'arm-linux-musleabihf', ['-mcpu=arm1176jzf_s']),
  zig('armv6hf-glibc-2.28', 'arm-linux-gnueabihf.2.28', ['-mcpu=arm1176jzf_s']),
  zig('armv6hf-glibc-2.36', 'arm-linux-gnueabihf.2.36', ['-mcpu=arm1176jzf_s']),
  zig('armv5-musl', 'arm-linux-musleabi', ['-mcpu=arm926ej_s']),
  zig('armv5-glibc-2.31', 'arm-linux-gnueabi.2.31', ['-mcpu=arm926ej_s']),
  zig('armv7hf-musl', 'arm-linux-musleabihf', ['-mcpu=cortex_a7']),
  zig('armv7hf-musl-dynamic', 'arm-linux-musleabihf', ['-mcpu=cortex_a7', '-dynamic']),
  zig('armv7hf-glibc-2.28', 'arm-linux-gnueabihf.2.28', ['-mcpu=cortex_a7']),
  zig('armv7hf-glibc-2.31', 'arm-linux-gnueabihf.2.31', ['-mcpu=cortex_a8']),
  zig('armv7hf-glibc-2.41', 'arm-linux-gnueabihf.2.41', ['-mcpu=cortex_a7'], 'hello.c'),
  zig(
    'armv7hf-strlcpy',
    'arm-linux-gnueabihf.2.38',
    ['-mcpu=cortex_a7', '-DFUNCTION=strlcpy', '-fno-builtin'],
    'new-glibc.c',
  ),
  zig('armv7hf-d16', 'arm-linux-gnueabihf.2.31', ['-mcpu=generic+v7a+vfp3d16-neon']),
  zig('arm64-musl', 'aarch64-linux-musl'),
  zig('arm64-musl-dynamic', 'aarch64-linux-musl', ['-dynamic']),
  zig('arm64-glibc-2.17', 'aarch64-linux-gnu.2.17'),
  zig('arm64-glibc-2.31', 'aarch64-linux-gnu.2.31'),
  zig('arm64-glibc-2.36', 'aarch64-linux-gnu.2.36'),
  zig(
    'arm64-strlcpy',
    'aarch64-linux-gnu.2.38',
    ['-DFUNCTION=strlcpy', '-fno-builtin'],
    'new-glibc.c',
  ),
  zig('arm64-pidfd-spawn', 'aarch64-linux-gnu.2.39', ['-DFUNCTION=pidfd_spawn'], 'new-glibc.c'),
  zig(
    'arm64-weak-strlcpy',
    'aarch64-linux-gnu.2.38',
    ['-DFUNCTION=strlcpy', '-DWEAK', '-fno-builtin'],
    'new-glibc.c',
  ),
  {
    ...zig('arm64-a76-atomic', 'aarch64-linux-gnu.2.31', ['-mcpu=cortex_a76'], 'atomic.c'),
    deep: true,
  },
  {
    ...zig('arm64-a76-musl-atomic', 'aarch64-linux-musl', ['-mcpu=cortex_a76'], 'atomic.c'),
    deep: true,
  },
  thrown('arm64-musl-throw', 'aarch64-linux-musl'),
  thrown('arm64-musl-throw-stripped', 'aarch64-linux-musl', ['-s']),
  thrown('armv6hf-musl-throw', 'arm-linux-musleabihf', ['-mcpu=arm1176jzf_s']),
  thrown('armv7hf-musl-throw', 'arm-linux-musleabihf', ['-mcpu=cortex_a7']),
  thrown('armv5-musl-throw', 'arm-linux-musleabi', ['-mcpu=arm926ej_s']),
  zig('riscv64-musl', 'riscv64-linux-musl'),
  zig('riscv64-glibc-2.36', 'riscv64-linux-gnu.2.36'),
  zig('riscv64-v', 'riscv64-linux-musl', ['-mcpu=generic_rv64+m+a+f+d+c+v']),
  zig('amd64-glibc-2.28', 'x86_64-linux-gnu.2.28'),
  zig(
    'amd64-strlcpy',
    'x86_64-linux-gnu.2.38',
    ['-DFUNCTION=strlcpy', '-fno-builtin'],
    'new-glibc.c',
  ),
  zig('amd64-musl', 'x86_64-linux-musl'),
  { ...zig('amd64-v3', 'x86_64-linux-gnu.2.28', ['-mcpu=x86_64_v3']), deep: true },
  zig('i386-musl', 'x86-linux-musl', ['-mcpu=i686']),
  zig('i386-glibc-2.31', 'x86-linux-gnu.2.31', ['-mcpu=i686']),
  zig('mipsel-musl', 'mipsel-linux-musleabihf'),
  zig('ppc64el-musl', 'powerpc64le-linux-musl'),
  zig('s390x-musl', 's390x-linux-musl'),
]
