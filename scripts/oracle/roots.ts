/** A root file system that boards of the oracle have. */
export interface RootRecipe {
  readonly name: string
  readonly suite: string
  /** Debian's architecture name. */
  readonly architecture: string
  readonly packages: readonly string[]
  /** `all`: with what the packages depend on. */
  readonly dependencies: 'all' | 'none'
  /** Places that need a link, as an installer would have left it: link → target. */
  readonly links: Readonly<Record<string, string>>
  /** The program that a kernel of another machine needs: QEMU's name of it; missing where this host's kernel runs it. */
  readonly emulator: string
}

/** What every Debian system has (Priority: required), as far as programs look at it, and two libraries that many ask for. */
const debian = [
  'base-files',
  'dash',
  'coreutils',
  'sed',
  'grep',
  'mawk',
  'gzip',
  'findutils',
  'hostname',
  'dpkg',
  'libc-bin',
  'libc6',
  'libgcc-s1',
  'libstdc++6',
  'zlib1g',
  'util-linux',
  'mount',
]

/** Since bookworm every installation has these links (usrmerge); trixie's base-files brings them itself. */
const merged = {
  bin: 'usr/bin',
  sbin: 'usr/sbin',
  lib: 'usr/lib',
}

const merged64 = { ...merged, lib64: 'usr/lib64' }

function debianRoot(
  suite: string,
  architecture: string,
  emulator: string,
  more: readonly string[] = [],
): RootRecipe {
  const links = ['amd64', 'ppc64el', 'mips64el'].includes(architecture) ? merged64 : merged
  return {
    name: `${suite}-${architecture}`,
    suite,
    architecture,
    packages: [...debian, ...more],
    dependencies: 'all',
    links: { ...links, 'bin/awk': 'mawk', 'etc/mtab': '../proc/self/mounts' },
    emulator,
  }
}

/** A system of Debian's musl and a static busybox: what Alpine or a small image is, as far as Debian has it. */
function muslRoot(architecture: string, emulator: string): RootRecipe {
  return {
    name: `musl-${architecture}`,
    suite: 'bookworm',
    architecture,
    packages: ['busybox-static', 'musl'],
    dependencies: 'none',
    links: busyboxLinks,
    emulator,
  }
}

/** Nothing but a static busybox. */
function bareRoot(suite: string, architecture: string, emulator: string): RootRecipe {
  return {
    name: `bare-${architecture}`,
    suite,
    architecture,
    packages: ['busybox-static'],
    dependencies: 'none',
    links: busyboxLinks,
    emulator,
  }
}

const applets = [
  'sh',
  'ash',
  'cat',
  'ls',
  'uname',
  'grep',
  'sed',
  'awk',
  'od',
  'dd',
  'df',
  'id',
  'hostname',
  'readlink',
  'head',
  'tail',
  'tr',
  'cut',
  'sort',
  'uniq',
  'wc',
  'mkdir',
  'rm',
  'mv',
  'chmod',
  'mktemp',
  'test',
  '[',
  'printf',
  'echo',
  'env',
  'sleep',
  'sha256sum',
  'gunzip',
  'gzip',
  'tar',
  'find',
  'xargs',
  'getconf',
  'stat',
  'basename',
  'dirname',
  'expr',
  'true',
  'false',
  'hexdump',
  'date',
  'nproc',
  'which',
  'touch',
  'ln',
  'cp',
  'ps',
  'kill',
  'free',
  'mount',
  'umount',
  'sync',
] as const

const busyboxLinks: Readonly<Record<string, string>> = {
  ...merged,
  ...Object.fromEntries(applets.map((name) => [`bin/${name}`, 'busybox'])),
}

/** Debian 11, 12 and 13 of each architecture that a board may have, and systems without Debian's libc. */
export const ROOTS: readonly RootRecipe[] = [
  debianRoot('bullseye', 'armhf', 'arm'),
  debianRoot('bookworm', 'armhf', 'arm'),
  debianRoot('trixie', 'armhf', 'arm'),
  debianRoot('bookworm', 'armel', 'arm'),
  debianRoot('trixie', 'armel', 'arm'),
  debianRoot('bullseye', 'arm64', 'aarch64'),
  debianRoot('bookworm', 'arm64', 'aarch64', ['libssl3']),
  debianRoot('trixie', 'arm64', 'aarch64'),
  debianRoot('trixie', 'riscv64', 'riscv64'),
  debianRoot('bookworm', 'mipsel', 'mipsel'),
  debianRoot('bookworm', 's390x', 's390x'),
  debianRoot('bookworm', 'ppc64el', 'ppc64le'),
  debianRoot('bookworm', 'i386', 'i386'),
  debianRoot('bullseye', 'amd64', 'x86_64'),
  debianRoot('bookworm', 'amd64', 'x86_64'),
  muslRoot('armhf', 'arm'),
  muslRoot('arm64', 'aarch64'),
  bareRoot('bookworm', 'armel', 'arm'),
  bareRoot('bookworm', 'armhf', 'arm'),
  bareRoot('trixie', 'riscv64', 'riscv64'),
]
