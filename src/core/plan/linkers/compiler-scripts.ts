import { joinSh, quoteSh } from '../../text/quote-sh.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import { planPkgConfigScript, type PkgConfigSysroot } from '../pkg-config.ts'
import type { TargetAbi } from './target-abi.ts'
import { ZIG_RELEASE } from './zig-release.ts'

/** Folders of a sysroot, as the compilers need them. */
export interface CompilerSysroot extends PkgConfigSysroot {
  readonly gccFolder: string
}

export type CompilerInput = {
  readonly abi: TargetAbi
  readonly sysroot?: CompilerSysroot
  /** `ld.lld` that links what configure scripts try. */
  readonly lld?: string
  /** Folder of the C++ library for musl, there or to be made: `include` and `lib` in it. clang alone. */
  readonly libcxx?: string
  /** glibc that zig links against: `2.36`. */
  readonly glibc?: string
  readonly ar: string
  readonly ranlib: string
} & (
  | { readonly kind: 'clang'; readonly clang: string }
  /** `include`: gcc's own headers, `gcc -print-file-name=include`. */
  | { readonly kind: 'gcc'; readonly gcc: string; readonly gxx?: string; readonly include: string }
  /** `lib`: zig's folder of headers. It is a clang where there is a sysroot, and brings all by itself where there is none. */
  | { readonly kind: 'zig'; readonly zig: readonly string[]; readonly lib: string }
)

/**
 * Files of a compiler for the target: name → text. `cc` and `c++` are POSIX sh scripts that hold
 * the target, the CPU level, the sysroot and the linker, so that whatever calls them (the crate cc,
 * cmake, autoconf, make) needs no flags of its own; the caller's flags come last and win.
 * `pkg-config` knows the sysroot alone. zig has an archiver of its own.
 */
export function planCompilerFiles(input: CompilerInput): Readonly<Record<string, string>> {
  const files: Record<string, string> = { cc: compilerScript(input, false) }
  if (input.kind !== 'gcc' || input.gxx !== undefined) files['c++'] = compilerScript(input, true)
  if (input.kind === 'zig') {
    files['ar'] = `#!/bin/sh\nexec ${joinSh([...input.zig, 'ar'])} "$@"\n`
    files['ranlib'] = `#!/bin/sh\nexec ${joinSh([...input.zig, 'ranlib'])} "$@"\n`
  }
  if (input.lld !== undefined) {
    files['ld.lld'] = `#!/bin/sh\nexec ${quoteSh(input.lld)} -flavor gnu "$@"\n`
  }
  if (input.sysroot) files['pkg-config'] = planPkgConfigScript(input.sysroot)
  return files
}

function compilerScript(input: CompilerInput, cxx: boolean): string {
  const head = `#!/bin/sh\n# Made by ferry: compiles for ${input.abi.target}. Do not edit.\n`
  switch (input.kind) {
    case 'clang':
      return `${head}${clangBody(input, [input.clang], cxx)}\n`
    case 'gcc':
      return `${head}exec ${joinSh(gccWords(input, cxx))} "$@"\n`
    case 'zig': {
      const clang = [...input.zig, 'clang', '-resource-dir', input.lib]
      return `${head}${input.sysroot ? clangBody(input, clang, cxx) : zigBody(input, cxx)}\n`
    }
  }
}

/** `--ld-path` and `-nostdinc` are unused in most calls: no warning about that. `here` is the folder of the script. */
function clangBody(input: CompilerInput, clang: readonly string[], cxx: boolean): string {
  const { abi, sysroot } = input
  const words = [
    cxx ? '--driver-mode=g++' : '',
    `--target=${abi.clangTarget}`,
    ...abi.compilerFlags,
    ...(sysroot ? [`--sysroot=${sysroot.path}`] : []),
    ...(cxx && input.libcxx !== undefined ? libcxxFolders(input.libcxx) : []),
    ...muslFolders(abi, sysroot),
    '-Wno-unused-command-line-argument',
  ].filter((word) => word !== '')
  const lld = input.lld === undefined ? '' : ' --ld-path="$here"/ld.lld'
  return `here=\${0%/*}\nexec ${joinSh([...clang, ...words])}${lld} "$@"`
}

/**
 * Debian keeps musl beside glibc, in folders that clang does not know of. Left alone it takes a cross gcc of this host,
 * with that one's C++ headers and start files (arm-linux-gnueabi's for arm-linux-musleabihf), and a configure script
 * finds that the compiler makes no programs.
 */
function muslFolders(abi: TargetAbi, sysroot: CompilerSysroot | undefined): readonly string[] {
  if (abi.libc !== 'musl' || !sysroot) return []
  const { path, gccFolder } = sysroot
  const folders = [`${path}/usr/lib/${abi.multiarch}`, `${path}/${gccFolder}`]
  return [
    `--gcc-toolchain=${path}/usr`,
    '-isystem',
    `${path}/usr/include/${abi.multiarch}`,
    ...folders.flatMap((folder) => [`-B${folder}`, `-L${folder}`]),
    '-static-libgcc',
  ]
}

/** Before the headers of musl, which libc++'s own of the same names include; its libraries before those of Debian's gcc, which are for glibc. */
function libcxxFolders(libcxx: string): readonly string[] {
  return ['-nostdinc++', '-isystem', `${libcxx}/include`, `-L${libcxx}/lib`]
}

/**
 * A cross gcc searches the headers of its own libc first, which may be newer than the board's
 * (`__isoc23_strtol` of glibc 2.38 comes in by a header alone). With `-nostdinc` it sees the sysroot's.
 */
function gccWords(
  input: CompilerInput & { readonly kind: 'gcc' },
  cxx: boolean,
): readonly string[] {
  const { abi, sysroot } = input
  const compiler = cxx ? (input.gxx ?? input.gcc) : input.gcc
  if (!sysroot) return [compiler, ...abi.compilerFlags]
  const version = sysroot.gccFolder.slice(sysroot.gccFolder.lastIndexOf('/') + 1)
  const include = `${sysroot.path}/usr/include`
  const folders = [
    ...(cxx
      ? [
          `${include}/c++/${version}`,
          `${include}/${abi.multiarch}/c++/${version}`,
          `${include}/c++/${version}/backward`,
        ]
      : []),
    input.include,
    `${include}/${abi.multiarch}`,
    include,
  ]
  return [
    compiler,
    ...abi.compilerFlags,
    `--sysroot=${sysroot.path}`,
    '-nostdinc',
    ...(cxx ? ['-nostdinc++'] : []),
    ...folders.flatMap((folder) => ['-isystem', folder]),
    `-B${sysroot.path}/usr/lib/${abi.multiarch}`,
    `-B${sysroot.path}/${sysroot.gccFolder}`,
  ]
}

/** zig has names of its own for targets and CPUs and does not know clang's: those are dropped. */
function zigBody(input: CompilerInput & { readonly kind: 'zig' }, cxx: boolean): string {
  const { abi } = input
  const words = [...input.zig, cxx ? 'c++' : 'cc', ...zigTargetWords(abi, input.glibc)]
  return `left=$#
while [ "$left" -gt 0 ]; do
  arg=$1 left=$((left - 1))
  shift
  case $arg in
    --target=* | -march=* | -mcpu=* | -mtune=* | -mfpu=* | -mfloat-abi=* | -mabi=* | -marm) ;;
    *) set -- "$@" "$arg" ;;
  esac
done
exec ${joinSh([...words, '-fno-sanitize=all'])} "$@"`
}

/** `-target` and `-mcpu` in zig's words. */
export function zigTargetWords(abi: TargetAbi, glibc: string | undefined): readonly string[] {
  return ['-target', toZigTarget(abi, glibc), ...zigCpu(abi)]
}

/** zig's name of a target, with the glibc to link against: `arm-linux-gnueabihf.2.36`. A newer glibc than zig knows has all of the newest that it does know. */
export function toZigTarget(abi: TargetAbi, glibc: string | undefined): string {
  const [arch = ''] = abi.gnuPrefix.split('-')
  const zigArch = arch === 'i686' ? 'x86' : arch
  const rest = abi.gnuPrefix.slice(arch.length + 1)
  if (abi.libc !== 'glibc' || glibc === undefined) return `${zigArch}-${rest}`
  const { newestGlibc } = ZIG_RELEASE
  const pinned = compareVersions(glibc, newestGlibc) > 0 ? newestGlibc : glibc
  return `${zigArch}-${rest}.${pinned}`
}

/** `-mcpu` in zig's words for the CPU level of the target (LLVM's CPUs and ARM features; x86 by GCC's -march). */
function zigCpu(abi: TargetAbi): readonly string[] {
  if (abi.target.startsWith('thumbv7neon')) return ['-mcpu=generic+v7a+neon']
  // Every ARMv6 board with hard float that runs Linux is an ARM1176.
  if (abi.armLevel === 6 && abi.floatAbi === 'hard') return ['-mcpu=arm1176jzf_s']
  if (abi.armLevel !== undefined) {
    const level = { 4: 'v4t', 5: 'v5te', 6: 'v6', 7: 'v7a' }[abi.armLevel]
    const float = abi.floatAbi === 'soft' ? '+soft_float' : '+vfp3d16'
    return [`-mcpu=generic+${level}${float}`]
  }
  const march = abi.compilerFlags.find((flag) => flag.startsWith('-march=pentium'))
  return march === undefined ? [] : [march.replace('-march', '-mcpu')]
}
