import type { BoardFacts } from '../../src/core/board/board-facts.ts'

const glibcLibraries = (folder: string): Readonly<Record<string, string>> => ({
  'libc.so.6': `${folder}/libc.so.6`,
  'libm.so.6': `${folder}/libm.so.6`,
  'libgcc_s.so.1': `${folder}/libgcc_s.so.1`,
  'libstdc++.so.6': `${folder}/libstdc++.so.6`,
  'libssl.so.3': `${folder}/libssl.so.3`,
  'libasound.so.2': `${folder}/libasound.so.2`,
})

const places = [
  { path: '/home/pi', freeBytes: 10_000_000_000, writable: true, noexec: false },
  { path: '/tmp', freeBytes: 400_000_000, writable: true, noexec: true },
]

const gccVersions = {
  'libasound.so.2': ['ALSA_0_9', 'ALSA_0_9_0'],
  'libgcc_s.so.1': ['GCC_3.0', 'GCC_3.3', 'GCC_3.5', 'GCC_4.2.0', 'GCC_7.0.0'],
  'libstdc++.so.6': ['GLIBCXX_3.4', 'GLIBCXX_3.4.29', 'GLIBCXX_3.4.30', 'CXXABI_1.3.13'],
}

const armhf = {
  machine: 'arm',
  bits: 32,
  endian: 'little',
  floatAbi: 'hard',
  interpreter: '/lib/ld-linux-armhf.so.3',
} as const

const arm64 = {
  machine: 'aarch64',
  bits: 64,
  endian: 'little',
  interpreter: '/lib/ld-linux-aarch64.so.1',
} as const

export type BoardSample =
  | 'pi-zero'
  | 'pi-3-32'
  | 'debian-13-armhf'
  | 'd16-board'
  | 'armv5'
  | 'pi-4'
  | 'pi-5'
  | 'alpine'
  | 'old-kernel'
  | 'visionfive'
  | 'router'
  | 'unknown'

/** Boards as a probe would describe them; hand-made for tests of the verdict. */
export const boardSamples: Readonly<Record<BoardSample, BoardFacts>> = {
  'pi-zero': {
    schema: 'ferry.board/1',
    name: 'pi-zero',
    cpu: {
      core: 'arm1176jzf-s',
      architecture: '7',
      features: ['half', 'thumb', 'fastmult', 'vfp', 'edsp', 'java', 'tls'],
    },
    kernel: { machine: 'armv6l', release: '6.6.31+rpt-rpi-v6', pageSize: 4096 },
    userland: armhf,
    interpreters: ['/lib/ld-linux-armhf.so.3'],
    libc: { kind: 'glibc', version: '2.36' },
    os: { id: 'raspbian', version: '12' },
    packageArchitecture: 'armhf',
    libraries: glibcLibraries('/usr/lib/arm-linux-gnueabihf'),
    symbolVersions: gccVersions,
    time64: false,
    places,
  },
  'pi-3-32': {
    schema: 'ferry.board/1',
    name: 'pi-3-32',
    cpu: {
      core: 'cortex-a53',
      features: ['half', 'thumb', 'neon', 'vfpv3', 'vfpv4', 'vfpd32', 'crc32'],
    },
    kernel: { machine: 'aarch64', release: '6.6.31+rpt-rpi-v8', pageSize: 4096 },
    userland: armhf,
    interpreters: ['/lib/ld-linux-armhf.so.3'],
    libc: { kind: 'glibc', version: '2.36' },
    os: { id: 'raspbian', version: '12' },
    libraries: glibcLibraries('/usr/lib/arm-linux-gnueabihf'),
    symbolVersions: gccVersions,
    places,
  },
  'debian-13-armhf': {
    schema: 'ferry.board/1',
    name: 'debian-13-armhf',
    cpu: {
      core: 'cortex-a7',
      features: ['half', 'thumb', 'neon', 'vfpv3', 'vfpv4', 'vfpd32', 'idiva', 'idivt'],
    },
    kernel: { machine: 'armv7l', release: '6.12.9', pageSize: 4096 },
    userland: armhf,
    interpreters: ['/lib/ld-linux-armhf.so.3'],
    libc: { kind: 'glibc', version: '2.41' },
    os: { id: 'debian', version: '13' },
    packageArchitecture: 'armhf',
    libraries: glibcLibraries('/usr/lib/arm-linux-gnueabihf'),
    symbolVersions: gccVersions,
    time64: true,
    places,
  },
  'd16-board': {
    schema: 'ferry.board/1',
    name: 'd16-board',
    cpu: { core: 'cortex-a9', features: ['half', 'thumb', 'vfp', 'vfpv3', 'vfpv3d16'] },
    kernel: { machine: 'armv7l', release: '5.10.0', pageSize: 4096 },
    userland: armhf,
    libc: { kind: 'glibc', version: '2.36' },
    libraries: glibcLibraries('/usr/lib/arm-linux-gnueabihf'),
    symbolVersions: gccVersions,
  },
  armv5: {
    schema: 'ferry.board/1',
    name: 'armv5',
    cpu: { core: 'arm926ej-s', features: ['swp', 'half', 'thumb', 'edsp'] },
    kernel: { machine: 'armv5tejl', release: '5.10.0', pageSize: 4096 },
    userland: {
      machine: 'arm',
      bits: 32,
      endian: 'little',
      floatAbi: 'soft',
      interpreter: '/lib/ld-linux.so.3',
    },
    interpreters: ['/lib/ld-linux.so.3'],
    libc: { kind: 'glibc', version: '2.31' },
    libraries: glibcLibraries('/usr/lib/arm-linux-gnueabi'),
  },
  'pi-4': {
    schema: 'ferry.board/1',
    name: 'pi-4',
    cpu: { core: 'cortex-a72', features: ['fp', 'asimd', 'evtstrm', 'crc32', 'cpuid'] },
    kernel: { machine: 'aarch64', release: '6.6.31', pageSize: 4096 },
    userland: arm64,
    interpreters: ['/lib/ld-linux-aarch64.so.1'],
    libc: { kind: 'glibc', version: '2.36' },
    os: { id: 'debian', version: '12' },
    libraries: glibcLibraries('/usr/lib/aarch64-linux-gnu'),
    symbolVersions: gccVersions,
    places,
  },
  'pi-5': {
    schema: 'ferry.board/1',
    name: 'pi-5',
    cpu: { core: 'cortex-a76', features: ['fp', 'asimd', 'aes', 'atomics', 'asimdhp', 'asimddp'] },
    kernel: { machine: 'aarch64', release: '6.6.31', pageSize: 16_384 },
    userland: arm64,
    interpreters: ['/lib/ld-linux-aarch64.so.1', '/lib/ld-linux-armhf.so.3'],
    libc: { kind: 'glibc', version: '2.36' },
    libraries: glibcLibraries('/usr/lib/aarch64-linux-gnu'),
    symbolVersions: gccVersions,
    places,
  },
  alpine: {
    schema: 'ferry.board/1',
    name: 'alpine',
    cpu: { core: 'cortex-a53', features: ['fp', 'asimd'] },
    kernel: { machine: 'aarch64', release: '6.6.31', pageSize: 4096 },
    userland: { ...arm64, interpreter: '/lib/ld-musl-aarch64.so.1' },
    interpreters: ['/lib/ld-musl-aarch64.so.1'],
    libc: { kind: 'musl', version: '1.2.3' },
    os: { id: 'alpine', version: '3.17' },
    libraries: { 'libc.musl-aarch64.so.1': '/lib/libc.musl-aarch64.so.1' },
  },
  'old-kernel': {
    schema: 'ferry.board/1',
    name: 'old-kernel',
    cpu: { core: 'cortex-a53', features: ['fp', 'asimd'] },
    kernel: { machine: 'aarch64', release: '4.9.337', pageSize: 4096 },
    userland: arm64,
    libc: { kind: 'glibc', version: '2.28' },
  },
  visionfive: {
    schema: 'ferry.board/1',
    name: 'visionfive',
    cpu: { core: 'sifive-u74', isaString: 'rv64imafdc_zicsr_zifencei' },
    kernel: { machine: 'riscv64', release: '6.6.20', pageSize: 4096 },
    userland: {
      machine: 'riscv',
      bits: 64,
      endian: 'little',
      floatAbi: 'hard',
      interpreter: '/lib/ld-linux-riscv64-lp64d.so.1',
    },
    libc: { kind: 'glibc', version: '2.39' },
  },
  router: {
    schema: 'ferry.board/1',
    name: 'router',
    kernel: { machine: 'mips', release: '5.15.0', pageSize: 4096 },
    userland: {
      machine: 'mips',
      bits: 32,
      endian: 'big',
      floatAbi: 'soft',
      interpreter: '/lib/ld-musl-mips-sf.so.1',
      flags: 0x70001007,
    },
    libc: { kind: 'musl', version: '1.2.4' },
  },
  unknown: { schema: 'ferry.board/1', name: 'unknown' },
}
