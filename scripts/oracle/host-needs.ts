import type { HostNeed } from '../host-packages.ts'

function cross(triple: string, architecture: string): HostNeed {
  const packages = [`gcc-${triple}`, `libc6-dev-${architecture}-cross`]
  return { program: `${triple}-gcc`, packages, why: 'it makes binaries of the matrix' }
}

/** What the matrix is built with, beside what `npm run try` needs. */
export const ORACLE_NEEDS: readonly HostNeed[] = [
  cross('arm-linux-gnueabihf', 'armhf'),
  cross('arm-linux-gnueabi', 'armel'),
  cross('aarch64-linux-gnu', 'arm64'),
  cross('riscv64-linux-gnu', 'riscv64'),
  cross('i686-linux-gnu', 'i386'),
  cross('mipsel-linux-gnu', 'mipsel'),
  cross('mips-linux-gnu', 'mips'),
  cross('powerpc-linux-gnu', 'powerpc'),
  cross('powerpc64le-linux-gnu', 'ppc64el'),
  cross('s390x-linux-gnu', 's390x'),
  {
    program: 'arm-linux-gnueabihf-g++',
    packages: ['g++-arm-linux-gnueabihf'],
    why: 'it makes C++ programs of the matrix',
  },
  {
    program: 'aarch64-linux-gnu-g++',
    packages: ['g++-aarch64-linux-gnu'],
    why: 'it makes C++ programs of the matrix',
  },
  { program: 'ld.lld', packages: ['lld'], why: 'clang links programs of the matrix with it' },
  { program: 'readelf', packages: ['binutils'], why: 'facts are compared with what it says' },
  { program: 'unshare', packages: ['util-linux'], why: 'boards are entered with it' },
]
