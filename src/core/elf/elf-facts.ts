import type { Endian } from '../bytes/byte-view.ts'
import type { ArmAttributes } from './read-arm-attributes.ts'
import type { MipsAbiFlags } from './read-mips-abiflags.ts'
import type { RiscvAttributes } from './read-riscv-attributes.ts'

/** What an ELF file says about itself. Always whole: what could not be read is empty or missing, and named in `problems`. */
export interface ElfFacts {
  readonly kind: 'elf' | 'not-elf'
  /** For `not-elf`: what it is instead, in words (`a Windows program`, `a script for /bin/sh`). */
  readonly looksLike?: string
  /** Bytes of the whole file. */
  readonly size: number
  readonly bits: 32 | 64
  readonly endian: Endian
  /** In words, as in BoardFacts.userland: `arm`, `aarch64`, `riscv`, …; `machine-N` for one without a name here. */
  readonly machine: string
  /** e_machine. */
  readonly machineNumber: number
  readonly osAbi: number
  readonly abiVersion: number
  /** e_type. */
  readonly type: number
  readonly shape: ElfShape
  readonly entry: number
  /** e_flags. */
  readonly flags: number
  /** Where e_flags, attributes or ABI flags tell: how floats are passed. */
  readonly floatAbi?: 'hard' | 'soft' | 'single' | 'quad'
  readonly segments: readonly Segment[]
  /** Empty where the file has no section headers. */
  readonly sections: readonly Section[]
  /** PT_INTERP. */
  readonly interpreter?: string
  readonly isDynamic: boolean
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[]
  readonly soname?: string
  /** DT_RPATH and DT_RUNPATH, split at `:`. */
  readonly rpath: readonly string[]
  readonly runpath: readonly string[]
  readonly dynamic: readonly DynamicEntry[]
  readonly versionNeeds: readonly VersionNeed[]
  readonly versionDefinitions: readonly string[]
  /** Undefined dynamic symbols, `name` or `name@VERSION`. */
  readonly imports: readonly string[]
  readonly buildId?: string
  /** NT_GNU_ABI_TAG: the oldest kernel that the C library of the build was made for. */
  readonly abiTag?: { readonly os: number; readonly kernel: string }
  readonly notes: readonly Note[]
  readonly properties: readonly GnuProperty[]
  readonly arm?: ArmAttributes
  readonly riscv?: RiscvAttributes
  readonly mips?: MipsAbiFlags
  /** Strings of `.comment`: compilers and linkers. */
  readonly comment: readonly string[]
  /** What the file tells of its toolchain and crates; filled by `scan`. */
  readonly toolchain: ToolchainHints
  /** Only where a scan was asked for. */
  readonly scan?: ScanFacts
  /** What is wrong with the bytes. */
  readonly problems: readonly ElfProblem[]
}

/** `static` and `static-pie` have no interpreter; `object` is a .o; `core` a memory image. */
export type ElfShape =
  | 'executable'
  | 'pie'
  | 'static'
  | 'static-pie'
  | 'shared-object'
  | 'object'
  | 'core'
  | 'none'

export interface Segment {
  readonly type: number
  /** PF_X 1, PF_W 2, PF_R 4. */
  readonly flags: number
  readonly offset: number
  readonly vaddr: number
  readonly fileSize: number
  readonly memorySize: number
  readonly align: number
}

export interface Section {
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly address: number
  readonly offset: number
  readonly size: number
  readonly link: number
  readonly info: number
  readonly entrySize: number
}

export interface DynamicEntry {
  readonly tag: number
  readonly value: number
}

export interface VersionNeed {
  /** soname, e.g. `libc.so.6`. */
  readonly file: string
  readonly versions: readonly NeededVersion[]
}

export interface NeededVersion {
  readonly name: string
  /** vna_flags; 2 is VER_FLG_WEAK. */
  readonly flags: number
  /** VER_FLG_WEAK is set: glibc 2.30 and later only warns. */
  readonly weak: boolean
  /** vna_other: the number that symbols refer to it by. */
  readonly index: number
  /** The undefined symbols that ask for it, at most 64. */
  readonly symbols: readonly string[]
  readonly symbolCount: number
}

export interface Note {
  readonly owner: string
  readonly type: number
  readonly size: number
}

export interface GnuProperty {
  /** pr_type, e.g. 0xc0000000 GNU_PROPERTY_AARCH64_FEATURE_1_AND. */
  readonly type: number
  /** First 4 bytes as a number; 0 where it has none. */
  readonly value: number
}

export interface ToolchainHints {
  /** `1.85.0`, of `.comment` or a scan. */
  readonly rustc?: string
  /** GCC, clang, LLD as `.comment` names them. */
  readonly compilers: readonly string[]
}

/** What a search through symbols and read-only data found. */
export interface ScanFacts {
  /** `name 1.2.3`, of panic paths. */
  readonly crates: readonly string[]
  /** Commit of rustc, of `/rustc/<hash>/` paths. */
  readonly rustcCommit?: string
  readonly jemalloc?: {
    /** Bytes of the largest page that it supports, where the size of its tables tells. */
    readonly pageSize?: number
    /** What gave it away. */
    readonly seen: string
  }
}

export interface ElfProblem {
  /** In words: `section headers lie outside the file`. */
  readonly what: string
  /** `fatal`: the kernel or the loader refuses such a file; `partial`: some facts are missing; `harmless`: nothing that a start looks at. */
  readonly weight: 'fatal' | 'partial' | 'harmless'
}
