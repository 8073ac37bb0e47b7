import type { CompilerPaths } from './cargo-environment.ts'
import type { TargetAbi } from './linkers/target-abi.ts'

export interface CEnvironmentInput {
  readonly abi: TargetAbi
  readonly compiler: CompilerPaths
  readonly sysroot?: string
  /** This host's target name, for `--build`. */
  readonly host: string
}

/**
 * The environment in which a project of C or C++ alone builds for the board: the names that make, `configure` and CMake
 * (3.21 and later, CMAKE_TOOLCHAIN_FILE) read. CONFIGURE_FLAGS is for the command line, as the SDKs of Yocto and Buildroot
 * have it: `./configure $CONFIGURE_FLAGS`. With `--build` named, configure runs no program that it made (Autoconf manual,
 * "Specifying Target Triplets").
 */
export function planCEnvironment(input: CEnvironmentInput): Readonly<Record<string, string>> {
  const { abi, compiler, sysroot, host } = input
  return {
    CC: compiler.cc,
    ...(compiler.cxx === undefined ? {} : { CXX: compiler.cxx }),
    AR: compiler.ar,
    RANLIB: compiler.ranlib,
    ...(compiler.pkgConfig === undefined ? {} : { PKG_CONFIG: compiler.pkgConfig }),
    CMAKE_TOOLCHAIN_FILE: compiler.cmakeToolchain,
    CONFIGURE_FLAGS: `--host=${abi.gnuPrefix} --build=${host}`,
    ...(sysroot === undefined ? {} : { SYSROOT: sysroot }),
  }
}
