import type { HostNeed } from '../host-packages.ts'

/** What projects of the corpus document as needed on the machine that builds, and what the peers need. */
export const CORPUS_NEEDS: readonly HostNeed[] = [
  { program: 'cmake', packages: ['cmake'], why: 'projects of the corpus build C code with it' },
  { program: 'make', packages: ['make'], why: 'projects of the corpus build C code with it' },
  { program: 'perl', packages: ['perl'], why: 'OpenSSL’s own build uses it' },
  {
    program: 'pkg-config',
    packages: ['pkg-config'],
    why: 'build scripts look for libraries with it',
  },
  { program: 'protoc', packages: ['protobuf-compiler'], why: 'prost-build runs it' },
  {
    program: 'llvm-config',
    packages: ['libclang-dev', 'llvm'],
    why: 'bindgen reads headers with libclang',
  },
  { program: 'python3', packages: ['python3', 'python3-pip'], why: 'zig comes by pip' },
  ...(['aarch64-linux-gnu', 'arm-linux-gnueabihf'] as const).map((triple) => ({
    program: `${triple}-g++`,
    packages: [
      `gcc-${triple}`,
      `g++-${triple}`,
      `libc6-dev-${triple === 'aarch64-linux-gnu' ? 'arm64' : 'armhf'}-cross`,
    ],
    why: 'plain cargo builds for comparison link with it',
  })),
]
