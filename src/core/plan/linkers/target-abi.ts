/** What linking and C compilation for a rustc target need to know of it. */
export interface TargetAbi {
  readonly target: string
  /** ELF machine in the words of `Userland.machine`. */
  readonly machine: string
  readonly bits: 32 | 64
  readonly endian: 'little' | 'big'
  readonly floatAbi?: 'hard' | 'soft'
  readonly libc: 'glibc' | 'musl'
  /** Name of ld's emulation, `-m` (GNU ld manual, `ld -V`; lld takes the same names). */
  readonly emulation: string
  /** PT_INTERP of a dynamic program. */
  readonly interpreter: string
  /** Debian's folder of libraries (`/usr/lib/MULTIARCH`). */
  readonly multiarch: string
  /** Prefix of GNU cross tools, also the name of gcc's own folder. */
  readonly gnuPrefix: string
  readonly debianArchitecture?: string
  /** `--target` of clang. */
  readonly clangTarget: string
  /** Options that bring gcc and clang to the CPU level of the rustc target. */
  readonly compilerFlags: readonly string[]
  /** ARM alone: the level that code of this target may use at most. */
  readonly armLevel?: 4 | 5 | 6 | 7
  /** More options for lld. */
  readonly linkerFlags?: readonly string[]
}

type Machine = Omit<
  TargetAbi,
  'target' | 'libc' | 'interpreter' | 'multiarch' | 'gnuPrefix' | 'clangTarget'
> & {
  /** Loader of glibc. */
  readonly glibc: string
  /** `ld-musl-NAME.so.1`. */
  readonly musl: string
  /** GNU prefix without its libc part: `arm-linux-`. */
  readonly prefix: string
  /** What follows `gnu` and `musl` in Debian's names. */
  readonly suffix: string
}

/**
 * What links and compiles for a target, or undefined for one that ferry cannot link.
 * Sources: rustc's target specifications (cpu, features, float ABI; facts/targets.tsv), glibc's
 * `shlib-versions` and musl's `configure` for the loaders (facts/linkers.tsv), Debian's
 * `dpkg-architecture -L` for architectures and folders, `clang -mfpu=` and `gcc -mfpu=` for
 * flags that both take.
 */
export function findTargetAbi(target: string): TargetAbi | undefined {
  const parts = /^([^-]+)-(?:[^-]+-)?linux-(gnu|musl)(eabihf|eabi|abi64)?$/.exec(target)
  if (!parts) return undefined
  const [, arch = '', libc, eabi = ''] = parts
  const machine = machines[`${arch}${eabi === 'abi64' ? '' : eabi && `-${eabi}`}`]
  if (!machine) return undefined
  const { glibc, musl, prefix, suffix, ...rest } = machine
  const multiarch = `${prefix}${libc}${suffix}`
  return {
    ...rest,
    target,
    libc: libc === 'musl' ? 'musl' : 'glibc',
    interpreter: libc === 'musl' ? `/lib/ld-musl-${musl}.so.1` : glibc,
    multiarch,
    gnuPrefix: multiarch.replace('i386', 'i686'),
    clangTarget: multiarch.replace('i386', 'i686'),
  }
}

/** Targets of one machine have one row; `arm` levels differ by architecture and float ABI alone. */
const machines: Readonly<Record<string, Machine>> = {
  aarch64: {
    machine: 'aarch64',
    bits: 64,
    endian: 'little',
    emulation: 'aarch64linux',
    glibc: '/lib/ld-linux-aarch64.so.1',
    musl: 'aarch64',
    prefix: 'aarch64-linux-',
    suffix: '',
    debianArchitecture: 'arm64',
    compilerFlags: [],
    // gcc as Debian configures it and clang both pass this for a generic ARMv8 CPU: erratum 843419
    // of the Cortex-A53 (Raspberry Pi 3) is avoided by the linker alone.
    linkerFlags: ['--fix-cortex-a53-843419'],
  },
  'armv7-eabihf': arm(7, 'hard', ['-march=armv7-a', '-mfpu=vfpv3-d16']),
  'armv7-eabi': arm(7, 'soft', ['-march=armv7-a']),
  'thumbv7neon-eabihf': arm(7, 'hard', ['-march=armv7-a', '-mthumb', '-mfpu=neon']),
  'arm-eabihf': arm(6, 'hard', ['-march=armv6', '-marm', '-mfpu=vfpv2']),
  'arm-eabi': arm(6, 'soft', ['-march=armv6', '-marm']),
  'armv5te-eabi': arm(5, 'soft', ['-march=armv5te', '-marm']),
  'armv4t-eabi': arm(4, 'soft', ['-march=armv4t', '-marm']),
  riscv64gc: {
    machine: 'riscv',
    bits: 64,
    endian: 'little',
    floatAbi: 'hard',
    emulation: 'elf64lriscv',
    glibc: '/lib/ld-linux-riscv64-lp64d.so.1',
    musl: 'riscv64',
    prefix: 'riscv64-linux-',
    suffix: '',
    debianArchitecture: 'riscv64',
    compilerFlags: ['-march=rv64gc', '-mabi=lp64d'],
  },
  x86_64: {
    machine: 'x86-64',
    bits: 64,
    endian: 'little',
    emulation: 'elf_x86_64',
    glibc: '/lib64/ld-linux-x86-64.so.2',
    musl: 'x86_64',
    prefix: 'x86_64-linux-',
    suffix: '',
    debianArchitecture: 'amd64',
    compilerFlags: ['-m64'],
  },
  i686: intel32(['-m32', '-march=pentium4']),
  i586: intel32(['-m32', '-march=pentium']),
  loongarch64: {
    machine: 'loongarch',
    bits: 64,
    endian: 'little',
    floatAbi: 'hard',
    emulation: 'elf64loongarch',
    glibc: '/lib64/ld-linux-loongarch-lp64d.so.1',
    musl: 'loongarch64',
    prefix: 'loongarch64-linux-',
    suffix: '',
    debianArchitecture: 'loong64',
    compilerFlags: ['-mabi=lp64d'],
  },
  powerpc64le: {
    machine: 'powerpc64',
    bits: 64,
    endian: 'little',
    emulation: 'elf64lppc',
    glibc: '/lib64/ld64.so.2',
    musl: 'powerpc64le',
    prefix: 'powerpc64le-linux-',
    suffix: '',
    debianArchitecture: 'ppc64el',
    compilerFlags: ['-mcpu=power8'],
  },
  s390x: {
    machine: 's390x',
    bits: 64,
    endian: 'big',
    emulation: 'elf64_s390',
    glibc: '/lib/ld64.so.1',
    musl: 's390x',
    prefix: 's390x-linux-',
    suffix: '',
    debianArchitecture: 's390x',
    compilerFlags: ['-march=z10'],
  },
}

function arm(
  armLevel: 4 | 5 | 6 | 7,
  floatAbi: 'hard' | 'soft',
  flags: readonly string[],
): Machine {
  const hard = floatAbi === 'hard'
  return {
    machine: 'arm',
    bits: 32,
    endian: 'little',
    floatAbi,
    emulation: 'armelf_linux_eabi',
    glibc: hard ? '/lib/ld-linux-armhf.so.3' : '/lib/ld-linux.so.3',
    musl: hard ? 'armhf' : 'arm',
    prefix: 'arm-linux-',
    suffix: hard ? 'eabihf' : 'eabi',
    debianArchitecture: hard ? 'armhf' : 'armel',
    compilerFlags: [...flags, `-mfloat-abi=${floatAbi}`],
    armLevel,
  }
}

function intel32(compilerFlags: readonly string[]): Machine {
  return {
    machine: 'i386',
    bits: 32,
    endian: 'little',
    emulation: 'elf_i386',
    glibc: '/lib/ld-linux.so.2',
    musl: 'i386',
    prefix: 'i386-linux-',
    suffix: '',
    debianArchitecture: 'i386',
    compilerFlags,
  }
}
