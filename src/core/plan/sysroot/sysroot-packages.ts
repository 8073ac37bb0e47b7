import type { TargetAbi } from '../linkers/target-abi.ts'

/** Packages without which nothing can be linked. `gcc` is the major version of the release's libgcc-s1. */
export function basePackages(abi: TargetAbi, gcc: string): readonly string[] {
  if (abi.libc === 'musl') return ['musl-dev', 'linux-libc-dev', `libgcc-${gcc}-dev`]
  return ['libc6', 'libc6-dev', 'libgcc-s1', `libgcc-${gcc}-dev`, 'linux-libc-dev']
}

/** Packages that C++ code needs on top. */
export function cxxPackages(gcc: string): readonly string[] {
  return ['libstdc++6', `libstdc++-${gcc}-dev`]
}

/** `12.2.0-14+deb12u1` → `12`, the N of `libgcc-N-dev`; undefined for a version of another form. */
export function gccMajor(version: string): string | undefined {
  return /^(?:\d+:)?(\d+)[.~-]/.exec(version)?.[1]
}

/**
 * Packages that only programs or maintainer scripts need: never part of a sysroot,
 * whatever depends on them.
 */
export const neverInSysroot: readonly string[] = [
  'debconf',
  'debconf-2.0',
  'dpkg',
  'perl',
  'perl-base',
  'python3',
  'python3:any',
  'install-info',
  'adduser',
  'passwd',
  'libpam0g',
  'coreutils',
  'sed',
  'tar',
  'ucf',
  'sensible-utils',
  'lsb-base',
  'libc-dev-bin',
  'libc-bin',
  'rpcsvc-proto',
  'libcrypt1',
  'init-system-helpers',
  'base-files',
]

const notKept =
  /^usr\/lib\/(?:[^/]+\/)?(?:gconv|audit|locale|python3|systemd|debug|sasl2|perl5?|ssl|x86_64-linux-gnux32|valgrind|lintian|locale)(?:\/|$)|^usr\/lib\/gcc\/[^/]+\/[^/]+\/(?:lib(?:asan|hwasan|lsan|tsan|ubsan|itm|gomp|quadmath|cc1|gcov)[._]|plugin\/)/

/** True for the files of a package that linking or compiling may read: libraries, start files, headers, pkg-config. */
export function isSysrootPath(path: string): boolean {
  if (notKept.test(path)) return false
  return /^(?:lib(?:32|64|x32)?(?:\/|$)|usr$|usr\/(?:lib(?:32|64|x32|exec)?|include|local|share)$|usr\/(?:lib(?:32|64)?|include)\/|usr\/share\/pkgconfig(?:\/|$))/.test(
    path,
  )
}
