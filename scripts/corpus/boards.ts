/** A virtual board of the corpus. */
export interface CorpusBoard {
  /** Word for `--on`. */
  readonly name: string
  readonly title: string
  /** Virtual board of ferry. */
  readonly virtual: string
  readonly release: string
  /** The target that is asked for, where it is not the one that ferry chooses. */
  readonly target?: string
  /** Debian's name of the architecture. */
  readonly architecture: string
  /** How the peers are told of it; missing where the corpus runs ferry alone. */
  readonly peer?: { readonly target: string; readonly glibc: string; readonly gcc: string }
  /** The two boards of projects that take long. */
  readonly forHeavy?: true
}

/**
 * Six boards, one for each kind of userland. The musl boards link statically: what runs there runs on Alpine
 * as well, and Debian has no root of musl to emulate one from.
 */
export const BOARDS: readonly CorpusBoard[] = [
  {
    name: 'aarch64-debian12',
    title: 'aarch64, Debian 12 (pi-4, Cortex-A72)',
    virtual: 'pi-4',
    release: 'bookworm',
    architecture: 'arm64',
    peer: { target: 'aarch64-unknown-linux-gnu', glibc: '2.36', gcc: 'aarch64-linux-gnu' },
    forHeavy: true,
  },
  {
    name: 'armv7-debian11',
    title: 'armv7, Debian 11 (beaglebone-black, Cortex-A8)',
    virtual: 'beaglebone-black',
    release: 'bullseye',
    architecture: 'armhf',
    peer: { target: 'armv7-unknown-linux-gnueabihf', glibc: '2.31', gcc: 'arm-linux-gnueabihf' },
    forHeavy: true,
  },
  {
    name: 'armv7-debian13',
    title: 'armv7, Debian 13, time64 (wandboard, Cortex-A9)',
    virtual: 'wandboard',
    release: 'trixie',
    architecture: 'armhf',
  },
  {
    name: 'armv6-musl',
    title: 'armv6, musl, static (pi-zero, ARM1176)',
    virtual: 'pi-zero',
    release: 'bookworm',
    target: 'arm-unknown-linux-musleabihf',
    architecture: 'armel',
  },
  {
    name: 'aarch64-musl',
    title: 'aarch64, musl, static (pi-3-64, Cortex-A53)',
    virtual: 'pi-3-64',
    release: 'bookworm',
    target: 'aarch64-unknown-linux-musl',
    architecture: 'arm64',
  },
  {
    name: 'riscv64-debian13',
    title: 'riscv64, Debian 13 (visionfive-2, SiFive U54)',
    virtual: 'visionfive-2',
    release: 'trixie',
    architecture: 'riscv64',
  },
]
