/**
 * Rust target → Debian architecture whose `libstd-rust-dev` holds exactly that target's std
 * (DEB_HOST_RUST_TYPE of Debian's rustc package; read from the packages of bookworm, trixie and sid).
 * Debian's armel is armv5te, and no Debian architecture is ARMv6 hard float or musl.
 */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': 'arm64',
  'armv5te-unknown-linux-gnueabi': 'armel',
  'armv7-unknown-linux-gnueabihf': 'armhf',
  'i686-unknown-linux-gnu': 'i386',
  'loongarch64-unknown-linux-gnu': 'loong64',
  'powerpc64le-unknown-linux-gnu': 'ppc64el',
  'riscv64gc-unknown-linux-gnu': 'riscv64',
  's390x-unknown-linux-gnu': 's390x',
  'x86_64-unknown-linux-gnu': 'amd64',
}

export function debianArchitectureOf(target: string): string | undefined {
  return ARCHITECTURES[target]
}

/** Suites that are looked into for Rust, newest Rust first. trixie is the steady one: it changes with point releases alone. */
export const RUST_SUITES: readonly string[] = ['sid', 'trixie']

/** A host on which Debian's rustc can be started: Node's name of the processor → Debian's, GNU's and rustc's. */
export interface RustHost {
  readonly debian: string
  readonly multiarch: string
  readonly target: string
  readonly loader: string
}

const HOSTS: Readonly<Record<string, RustHost>> = {
  x64: {
    debian: 'amd64',
    multiarch: 'x86_64-linux-gnu',
    target: 'x86_64-unknown-linux-gnu',
    loader: 'ld-linux-x86-64.so.2',
  },
  arm64: {
    debian: 'arm64',
    multiarch: 'aarch64-linux-gnu',
    target: 'aarch64-unknown-linux-gnu',
    loader: 'ld-linux-aarch64.so.1',
  },
}

export function rustHostOf(platform: string, arch: string): RustHost | undefined {
  return platform === 'linux' ? HOSTS[arch] : undefined
}

/**
 * What rustc's packages depend on and ferry does not need: a C toolchain for linking (ferry has its own ways),
 * character-set converters, maintainer tools. `libc-bin` and the like are never executed.
 */
export const NOT_NEEDED: readonly string[] = [
  'binutils',
  'c-compiler',
  'clang',
  'debconf',
  'gcc',
  'gcc-14-base',
  'gcc-15-base',
  'gcc-16-base',
  'krb5-locales',
  'libc-bin',
  'libc-dev',
  'libc-gconv-modules-extra',
  'libc6-dev',
]

/** The version that std must have for a rustc: Debian's, without the mark of a rebuild for one architecture (`+b1`). */
export function sourceVersion(version: string): string {
  return version.replace(/\+b\d+$/, '')
}

/** `1.97.1+dfsg1-1` → `1.97.1`. */
export function upstreamVersion(version: string): string {
  return /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(version)?.[1] ?? version
}

/** Files of the packages that a toolchain needs: programs, libraries and std; no documentation, no static or gconv parts of libc. */
export function isToolchainFile(path: string): boolean {
  return (
    /^usr\/bin\/(rustc|rustdoc|cargo|patchelf)$/.test(path) ||
    /^usr\/lib\/rustlib(\/|$)/.test(path) ||
    /^usr\/lib\/llvm-\d+\/bin\/lld$/.test(path) ||
    /^usr\/lib\/[a-z0-9_]+-linux-gnu\/[^/]*\.so(\.[^/]*)?$/.test(path)
  )
}

/** Packages of one time put files below `/lib`, others below `/usr/lib`; a toolchain has the second alone. */
export function placeToolchainFile(path: string): string {
  return path.replace(/^lib(64)?\//, 'usr/lib/')
}
