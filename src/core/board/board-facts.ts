/** Facts about a board: what a probe learnt, or what a file recorded. Every field may be missing: missing means unknown. */
export interface BoardFacts {
  readonly schema: 'ferry.board/1'
  /** The name the board was asked by: an SSH destination, a name of `ferry.toml`, `virtual:pi-4`. */
  readonly name?: string
  /** Where these facts come from when they were recorded: a URL or a sentence. */
  readonly source?: string
  /** Fields (`libc`, `board.compatible`) that the source does not show as read on the board, and that follow from what it tells. A probe infers none. */
  readonly inferred?: readonly string[]
  /** When the probe ran, ISO 8601, by the host's clock. */
  readonly probedAt?: string
  /** Changes when the board was reinstalled or replaced: boot-independent identity (machine-id or host key digest). */
  readonly identity?: string
  readonly board?: BoardIdentity
  readonly cpu?: BoardCpu
  readonly kernel?: BoardKernel
  readonly userland?: Userland
  readonly libc?: Libc
  readonly os?: OsRelease
  /** Program loaders found on the board, absolute paths (`/lib/ld-linux-armhf.so.3`, `/lib/ld-musl-armhf.so.1`): every one that /lib, /lib64, /usr/lib and /system/bin hold. Missing: not looked for. */
  readonly interpreters?: readonly string[]
  /** soname → path on the board, as the loader would find it. */
  readonly libraries?: Readonly<Record<string, string>>
  /** soname → version names that the library defines, e.g. `libstdc++.so.6` → [`GLIBCXX_3.4.30`, `CXXABI_1.3.13`]. */
  readonly symbolVersions?: Readonly<Record<string, readonly string[]>>
  /** soname → version names that the library was asked for; its list in `symbolVersions` then holds those of them alone that it has. Missing for a library: that list is whole. */
  readonly askedVersions?: Readonly<Record<string, readonly string[]>>
  /** True where the userland's time_t has 64 bits on a 32-bit machine (Debian 13 armhf and later). */
  readonly time64?: boolean
  /** Names of programs that were found in PATH. */
  readonly tools?: readonly string[]
  /** Debian architecture name by dpkg, where there is one. */
  readonly packageArchitecture?: string
  /** Lines of the board's package sources, as read. */
  readonly packageSources?: readonly string[]
  readonly init?: 'systemd' | 'openrc' | 'sysvinit' | 'busybox' | 'procd' | 'other'
  readonly memory?: { readonly totalBytes?: number; readonly availableBytes?: number }
  /** Places that ferry may write to, in order of preference. */
  readonly places?: readonly Place[]
  readonly user?: {
    readonly name?: string
    readonly uid?: number
    readonly home?: string
    /** The login shell, a whole path; what ssh is told to run is run by it (sshd(8)). */
    readonly shell?: string
  }
  /** `free`: sudo without a password works; `password`: sudo is there and asks; `none`: no sudo. */
  readonly sudo?: 'free' | 'password' | 'none'
  readonly hostname?: string
  /** The rustc target that ferry chose for this board. */
  readonly target?: string
  /** What the probe could not read, each with its reason. */
  readonly unknown?: readonly string[]
}

export interface BoardIdentity {
  readonly model?: string
  /** Device-tree compatible list, most specific first. */
  readonly compatible?: readonly string[]
  /** Raspberry Pi revision code, hex without 0x. */
  readonly revision?: string
}

export interface BoardCpu {
  /** Core name as in facts/cpus.tsv, lower case: `cortex-a72`, `arm1176jzf-s`, `sifive-u74`. */
  readonly core?: string
  /** Instruction set by ferry's tables of boards, where the core is not in its table of cores: `armv8-a`, `armv7-a`, `armv5te`, `rv64`, `mips`, `powerpc`, `x86-64`. Never from a probe. */
  readonly isa?: string
  readonly count?: number
  /** Feature names as the kernel prints them in /proc/cpuinfo (`neon`, `vfpd32`, `asimd`, `aes`, `atomics`, …); for RISC-V the letters and Z-extensions of the ISA string. */
  readonly features?: readonly string[]
  /** RISC-V ISA string as read, e.g. `rv64imafdc_zicsr`. */
  readonly isaString?: string
  /** `CPU architecture:` of /proc/cpuinfo as read (ARM1176 prints 7). */
  readonly architecture?: string
  /** MIDR implementer and part, `0x41`, `0xd08`. */
  readonly implementer?: string
  readonly part?: string
  readonly variant?: string
  /** AT_HWCAP and AT_HWCAP2 of /proc/self/auxv, hex with 0x. */
  readonly hwcap?: string
  readonly hwcap2?: string
  /** AT_PLATFORM, e.g. `v6l`, `v7l`, `aarch64`. */
  readonly platform?: string
}

export interface BoardKernel {
  /** `uname -m`. */
  readonly machine?: string
  /** `uname -r`. */
  readonly release?: string
  /** Bytes. */
  readonly pageSize?: number
  /** A 64-bit kernel that was built to start the 32-bit programs of its family (CONFIG_COMPAT, CONFIG_IA32_EMULATION), or was not. */
  readonly compat32?: boolean
}

/** What an ELF file that runs there says: read from `/bin/sh` or `/proc/self/exe`. */
export interface Userland {
  /** ELF machine in words: `arm`, `aarch64`, `riscv`, `x86-64`, `i386`, `mips`, `powerpc`, `powerpc64`, `s390`, `loongarch`, `m68k`, `sparc`. */
  readonly machine: string
  readonly bits: 32 | 64
  readonly endian: 'little' | 'big'
  /** ARM: by e_flags 0x400/0x200; RISC-V: by EF_RISCV_FLOAT_ABI; missing where the machine has one ABI alone. */
  readonly floatAbi?: 'hard' | 'soft' | 'single'
  readonly interpreter?: string
  /** e_flags as read. */
  readonly flags?: number
}

export interface Libc {
  readonly kind: 'glibc' | 'musl' | 'uclibc' | 'bionic'
  /** `2.36`, `1.2.5`. */
  readonly version?: string
}

export interface OsRelease {
  /** ID of /etc/os-release. */
  readonly id?: string
  /** VERSION_ID. */
  readonly version?: string
  /** VERSION_CODENAME. */
  readonly codename?: string
  /** PRETTY_NAME. */
  readonly name?: string
}

export interface Place {
  readonly path: string
  readonly freeBytes?: number
  readonly writable?: boolean
  readonly noexec?: boolean
  readonly readOnly?: boolean
  /** File-system type, e.g. `ext4`, `tmpfs`, `overlay`. */
  readonly type?: string
}
