import type { TargetAbi } from './target-abi.ts'

export interface CmakeInput {
  readonly abi: TargetAbi
  readonly cc: string
  readonly cxx?: string
  readonly ar: string
  readonly ranlib: string
  readonly sysroot?: string
  /** Script of a pkg-config that knows the sysroot alone. */
  readonly pkgConfig?: string
}

/**
 * Text of a CMake toolchain file (cmake-toolchains(7)): compilers, and searches confined to the
 * sysroot, so that no library of the host is ever found.
 */
export function planCmakeToolchain(input: CmakeInput): string {
  const { abi, sysroot } = input
  const set = (name: string, value: string): string => `set(${name} [==[${value}]==])`
  return [
    `# Made by ferry: builds for ${abi.target}. Do not edit.`,
    set('CMAKE_SYSTEM_NAME', 'Linux'),
    set('CMAKE_SYSTEM_PROCESSOR', processor(abi)),
    set('CMAKE_C_COMPILER', input.cc),
    ...(input.cxx === undefined ? [] : [set('CMAKE_CXX_COMPILER', input.cxx)]),
    set('CMAKE_ASM_COMPILER', input.cc),
    set('CMAKE_AR', input.ar),
    set('CMAKE_RANLIB', input.ranlib),
    set('CMAKE_LIBRARY_ARCHITECTURE', abi.multiarch),
    ...(sysroot === undefined
      ? []
      : [set('CMAKE_SYSROOT', sysroot), set('CMAKE_FIND_ROOT_PATH', sysroot)]),
    // FindPkgConfig takes the host's pkg-config, which finds the host's libraries, unless this is set.
    ...(input.pkgConfig === undefined
      ? []
      : [`set(PKG_CONFIG_EXECUTABLE [==[${input.pkgConfig}]==] CACHE FILEPATH "")`]),
    'set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)',
    ...['LIBRARY', 'INCLUDE', 'PACKAGE'].map(
      (mode) => `set(CMAKE_FIND_ROOT_PATH_MODE_${mode} ONLY)`,
    ),
    '',
  ].join('\n')
}

/** What `uname -m` says on such a machine; CMake projects compare it. */
function processor(abi: TargetAbi): string {
  if (abi.armLevel !== undefined)
    return { 4: 'armv4l', 5: 'armv5l', 6: 'armv6l', 7: 'armv7l' }[abi.armLevel]
  return (
    {
      'x86-64': 'x86_64',
      i386: 'i686',
      riscv: 'riscv64',
      powerpc64: 'ppc64le',
      loongarch: 'loongarch64',
    }[abi.machine] ?? abi.machine
  )
}
