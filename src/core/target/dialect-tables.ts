import type { AlternativeTarget } from './target-choice.ts'

/** What a word of another world is in rustc's. */
export interface DialectEntry {
  readonly target: string
  readonly why?: string
  readonly alternatives?: readonly AlternativeTarget[]
}

type Dialect = Readonly<Record<string, DialectEntry>>

const musl = (target: string): readonly AlternativeTarget[] => [
  { target, when: 'the system on it uses musl (Alpine, OpenWrt), or the program may be static' },
]

const ARM6: DialectEntry = {
  target: 'arm-unknown-linux-gnueabihf',
  why: 'ARMv6 with hard float is spelled “arm” in rustc’s names.',
  alternatives: musl('arm-unknown-linux-musleabihf'),
}
const ARM7: DialectEntry = {
  target: 'armv7-unknown-linux-gnueabihf',
  alternatives: musl('armv7-unknown-linux-musleabihf'),
}
const ARM5: DialectEntry = {
  target: 'armv5te-unknown-linux-gnueabi',
  why: 'ARMv5 has no common FPU: the soft-float ABI.',
  alternatives: musl('armv5te-unknown-linux-musleabi'),
}
const ARM64: DialectEntry = {
  target: 'aarch64-unknown-linux-gnu',
  alternatives: musl('aarch64-unknown-linux-musl'),
}
const AMD64: DialectEntry = {
  target: 'x86_64-unknown-linux-gnu',
  alternatives: musl('x86_64-unknown-linux-musl'),
}
const I386: DialectEntry = {
  target: 'i686-unknown-linux-gnu',
  alternatives: [
    {
      target: 'i586-unknown-linux-gnu',
      when: 'the CPU has no SSE2 (Geode, Quark, Vortex86, Pentium III)',
    },
    ...musl('i686-unknown-linux-musl'),
  ],
}
const RISCV64: DialectEntry = {
  target: 'riscv64gc-unknown-linux-gnu',
  why: 'rustc’s RISC-V names carry the extensions; every distribution’s base is “gc” (imafdc, zicsr, zifencei).',
  alternatives: musl('riscv64gc-unknown-linux-musl'),
}
const LOONG64: DialectEntry = {
  target: 'loongarch64-unknown-linux-gnu',
  alternatives: musl('loongarch64-unknown-linux-musl'),
}
const PPC64LE: DialectEntry = {
  target: 'powerpc64le-unknown-linux-gnu',
  alternatives: musl('powerpc64le-unknown-linux-musl'),
}
const S390X: DialectEntry = {
  target: 's390x-unknown-linux-gnu',
  alternatives: musl('s390x-unknown-linux-musl'),
}

/** dpkg-architecture -L (dpkg 1.21, each name read there), the architectures that rustc has a target for. */
export const DEBIAN: Dialect = {
  amd64: AMD64,
  arm64: ARM64,
  armel: {
    target: 'armv5te-unknown-linux-gnueabi',
    why: 'Debian’s armel is ARMv5TE with the soft-float ABI.',
    alternatives: [
      {
        target: 'arm-unknown-linux-gnueabi',
        when: 'the core is ARMv6 or later: the same ABI, better code',
      },
      { target: 'armv7-unknown-linux-gnueabi', when: 'the core is ARMv7 or later' },
    ],
  },
  armhf: {
    target: 'armv7-unknown-linux-gnueabihf',
    why: 'Debian’s and Ubuntu’s armhf is ARMv7 with hard float.',
    alternatives: [
      {
        target: 'arm-unknown-linux-gnueabihf',
        when: 'it is the armhf of Raspberry Pi OS on a Pi 1, Zero or CM1, which is ARMv6',
      },
      {
        target: 'arm-unknown-linux-musleabihf',
        when: 'it is the armhf of Alpine Linux, which is ARMv6 with musl',
      },
    ],
  },
  i386: I386,
  riscv64: RISCV64,
  loong64: LOONG64,
  ppc64el: PPC64LE,
  ppc64: { target: 'powerpc64-unknown-linux-gnu' },
  powerpc: { target: 'powerpc-unknown-linux-gnu' },
  powerpcspe: { target: 'powerpc-unknown-linux-gnuspe' },
  s390x: S390X,
  mips: { target: 'mips-unknown-linux-gnu' },
  mipsel: { target: 'mipsel-unknown-linux-gnu' },
  mips64: { target: 'mips64-unknown-linux-gnuabi64' },
  mips64el: { target: 'mips64el-unknown-linux-gnuabi64' },
  mipsr6el: { target: 'mipsisa32r6el-unknown-linux-gnu' },
  mips64r6el: { target: 'mipsisa64r6el-unknown-linux-gnuabi64' },
  m68k: { target: 'm68k-unknown-linux-gnu' },
  sparc64: { target: 'sparc64-unknown-linux-gnu' },
  x32: { target: 'x86_64-unknown-linux-gnux32' },
  armeb: { target: 'armeb-unknown-linux-gnueabi' },
}

/** Platforms of OCI images without `linux/`. */
export const DOCKER: Dialect = {
  amd64: AMD64,
  '386': I386,
  i386: I386,
  arm64: ARM64,
  arm: { ...ARM7, why: 'Without a variant Docker means v7.' },
  'arm/v7': ARM7,
  'arm/v6': ARM6,
  'arm/v5': ARM5,
  'arm/v8': { ...ARM7, why: 'arm/v8 is 32-bit programs on an ARMv8 core.' },
  riscv64: RISCV64,
  loong64: LOONG64,
  ppc64le: PPC64LE,
  s390x: S390X,
  mips64le: { target: 'mips64el-unknown-linux-gnuabi64' },
  mipsle: { target: 'mipsel-unknown-linux-gnu' },
}

const goStatic = 'Go’s programs are static; the musl target is the nearest to that.'

/** GOARCH, for arm with GOARM. */
export const GO: Dialect = {
  amd64: AMD64,
  '386': I386,
  arm64: ARM64,
  'arm/5': { ...ARM5, why: 'GOARM=5 does floating point in software.' },
  'arm/6': { ...ARM6, why: `GOARM=6 is ARMv6 with VFPv2, “arm” in rustc’s names. ${goStatic}` },
  'arm/6/soft': {
    target: 'arm-unknown-linux-gnueabi',
    alternatives: musl('arm-unknown-linux-musleabi'),
  },
  'arm/7': { ...ARM7, why: `GOARM=7 is ARMv7 with VFPv3. ${goStatic}` },
  'arm/7/soft': {
    target: 'armv7-unknown-linux-gnueabi',
    alternatives: musl('armv7-unknown-linux-musleabi'),
  },
  riscv64: RISCV64,
  loong64: LOONG64,
  ppc64le: PPC64LE,
  ppc64: { target: 'powerpc64-unknown-linux-gnu' },
  s390x: S390X,
  mips: { target: 'mips-unknown-linux-gnu', alternatives: musl('mips-unknown-linux-musl') },
  'mips/soft': { target: 'mips-unknown-linux-musl' },
  mipsle: { target: 'mipsel-unknown-linux-gnu', alternatives: musl('mipsel-unknown-linux-musl') },
  'mipsle/soft': { target: 'mipsel-unknown-linux-musl' },
  mips64: { target: 'mips64-unknown-linux-gnuabi64' },
  mips64le: { target: 'mips64el-unknown-linux-gnuabi64' },
}

/** `uname -m`, and the architecture names of Alpine, Arch Linux ARM and Fedora that differ from it. */
export const UNAME: Dialect = {
  aarch64: {
    ...ARM64,
    alternatives: [
      {
        target: 'armv7-unknown-linux-gnueabihf',
        when: 'the programs on it are 32-bit (dpkg --print-architecture says armhf)',
      },
      ...musl('aarch64-unknown-linux-musl'),
    ],
  },
  aarch64_be: { target: 'aarch64_be-unknown-linux-gnu' },
  armv8: {
    ...ARM64,
    why: '64-bit ARMv8 is aarch64.',
    alternatives: [
      { target: 'armv7-unknown-linux-gnueabihf', when: 'the programs on it are 32-bit' },
      ...musl('aarch64-unknown-linux-musl'),
    ],
  },
  armv8l: { ...ARM7, why: 'armv8l is a 32-bit process on an ARMv8 core.' },
  armv7l: ARM7,
  armv7: ARM7,
  armv7h: ARM7,
  armv7hl: ARM7,
  armv6l: ARM6,
  armv6: ARM6,
  armv6h: ARM6,
  armv6hl: ARM6,
  arm: {
    ...ARM6,
    why: 'rustc’s “arm” is ARMv6.',
    alternatives: [
      {
        target: 'armv7-unknown-linux-gnueabihf',
        when: 'the core is ARMv7 or later (any Cortex-A)',
      },
    ],
  },
  armv5tel: ARM5,
  armv5tejl: ARM5,
  armv5: ARM5,
  armv4tl: { target: 'armv4t-unknown-linux-gnueabi' },
  x86_64: AMD64,
  x86: I386,
  i686: { target: 'i686-unknown-linux-gnu' },
  i586: { target: 'i586-unknown-linux-gnu' },
  i486: { target: 'i586-unknown-linux-gnu', why: 'The lowest x86 of rustc is the Pentium (i586).' },
  riscv32: { target: 'riscv32gc-unknown-linux-gnu' },
  loongarch64: LOONG64,
  ppc64le: PPC64LE,
  ppc: { target: 'powerpc-unknown-linux-gnu' },
  sparc64: { target: 'sparc64-unknown-linux-gnu' },
}

/** Names of instruction sets: Arm’s own (armv7-a, as GCC’s -march), balena’s (armv7hf, rpi) and those of other toolchains. */
export const ISA_WORDS: Dialect = {
  x64: AMD64,
  'x86-64': AMD64,
  'armv8-a': UNAME['armv8'] ?? ARM64,
  armv8a: UNAME['armv8'] ?? ARM64,
  'armv7-a': ARM7,
  armv7a: ARM7,
  armv7hf: ARM7,
  armv6k: ARM6,
  armv6kz: ARM6,
  armv6z: ARM6,
  armv6hf: ARM6,
  rpi: ARM6,
  armv5te: ARM5,
  armv5tej: ARM5,
  rv64gc: RISCV64,
  rv64: RISCV64,
  rva20: RISCV64,
  rva22: RISCV64,
}

/** Package architectures of OpenWrt (DISTRIB_ARCH; each name read in lists of its releases’ targets, 19.07 to 25.12, arch_packages of their profiles.json). */
export const OPENWRT: Dialect = {
  'arm_arm1176jzf-s_vfp': { target: 'arm-unknown-linux-musleabihf' },
  'arm_arm926ej-s': { target: 'armv5te-unknown-linux-musleabi' },
  arm_xscale: { target: 'armv5te-unknown-linux-musleabi' },
  'arm_cortex-a5_vfpv4': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a7': {
    target: 'armv7-unknown-linux-musleabi',
    why: 'Without a float unit in its name it is soft-float.',
  },
  'arm_cortex-a7_vfpv4': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a7_neon-vfpv4': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a8_vfpv3': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a9': {
    target: 'armv7-unknown-linux-musleabi',
    why: 'Without a float unit in its name it is soft-float (bcm53xx has no VFP).',
  },
  'arm_cortex-a9_neon': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a9_vfpv3-d16': { target: 'armv7-unknown-linux-musleabihf' },
  'arm_cortex-a15_neon-vfpv4': { target: 'armv7-unknown-linux-musleabihf' },
  'aarch64_cortex-a53': { target: 'aarch64-unknown-linux-musl' },
  'aarch64_cortex-a72': { target: 'aarch64-unknown-linux-musl' },
  'aarch64_cortex-a76': { target: 'aarch64-unknown-linux-musl' },
  aarch64_generic: { target: 'aarch64-unknown-linux-musl' },
  mips_24kc: { target: 'mips-unknown-linux-musl' },
  mipsel_24kc: { target: 'mipsel-unknown-linux-musl' },
  mipsel_24kc_24kf: {
    target: 'mipsel-unknown-linux-musl',
    why: 'Its userland is hard-float and rustc’s mipsel musl target soft-float: link statically (-C target-feature=+crt-static).',
  },
  mipsel_74kc: { target: 'mipsel-unknown-linux-musl' },
  mips64_octeonplus: { target: 'mips64-openwrt-linux-musl' },
  i386_pentium4: { target: 'i686-unknown-linux-musl' },
  'i386_pentium-mmx': { target: 'i586-unknown-linux-musl' },
  riscv64_riscv64: { target: 'riscv64gc-unknown-linux-musl' },
  riscv64_generic: { target: 'riscv64gc-unknown-linux-musl' },
  loongarch64_generic: { target: 'loongarch64-unknown-linux-musl' },
  powerpc_8548: { target: 'powerpc-unknown-linux-muslspe' },
  powerpc_464fp: { target: 'powerpc-unknown-linux-musl' },
}

/** pkgsCross of nixpkgs (lib/systems/examples.nix; each name read there), in lower case. */
export const NIX_CROSS: Dialect = {
  raspberrypi: ARM6,
  muslpi: { target: 'arm-unknown-linux-musleabihf' },
  'aarch64-multiplatform': { target: 'aarch64-unknown-linux-gnu' },
  'aarch64-multiplatform-musl': { target: 'aarch64-unknown-linux-musl' },
  'armv7l-hf-multiplatform': { target: 'armv7-unknown-linux-gnueabihf' },
  sheevaplug: { target: 'armv5te-unknown-linux-gnueabi' },
  gnu32: { target: 'i686-unknown-linux-gnu' },
  gnu64: { target: 'x86_64-unknown-linux-gnu' },
  musl64: { target: 'x86_64-unknown-linux-musl' },
  musl32: { target: 'i686-unknown-linux-musl' },
  powernv: { target: 'powerpc64le-unknown-linux-gnu' },
}
